package dev.handshake.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.breaker.BreakerSettings;
import dev.handshake.breaker.BreakerState;
import dev.handshake.monitor.WatchedTargets.Answer;
import dev.handshake.monitor.WatchedTargets.Begun;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.TargetStatus;
import dev.handshake.schedule.Conditions;
import dev.handshake.schedule.ScheduleListener;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonitorTest {
  private static final Target CRM = Reports.target("crm");
  private static final Target RARE = Reports.target("crm", Duration.ofDays(1));

  private final WatchedTargets watched = new WatchedTargets(10);

  @Test
  void aGoodTargetIsProbedInItsInterval() {
    watched.watch(CRM);
    watched.untilBegun(4);
    assertThat(watched.secondsBetween(0, 3)).isEqualTo(90);
    assertThat(watched.published).hasSize(4);
    assertThat(watched.status()).isEqualTo(TargetStatus.CLOSED);
    assertThat(watched.events).isEmpty();
  }

  @Test
  void theFirstTargetOfTheStartIsDueAtOnceAndTheOthersInTheirRound() {
    List<Target> targets =
        IntStream.range(0, 300).mapToObj(each -> Reports.target("target-" + each)).toList();
    watched.monitor.begin(targets);
    Instant start = watched.time.instant();
    watched.untilBegun(300);
    assertThat(watched.begun.getFirst().target()).isEqualTo("target-0");
    assertThat(watched.begun.getFirst().at()).isBefore(start.plusMillis(5));
    assertThat(watched.begun.get(150).at()).isBetween(start.plusSeconds(10), start.plusSeconds(20));
    assertThat(watched.lateness).allMatch(late -> late.compareTo(Duration.ofMillis(100)) < 0);
  }

  @Test
  void anAgentMayBeginWithoutTargets() {
    assertThat(watched.monitor.begin(List.of()).succeeded()).isFalse();
    watched.time.settle();
    assertThat(watched.begun).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {30, 300, 86_400})
  void theSecondFailureComesSoonAndOpensTheBreakerWhateverTheInterval(long seconds) {
    failing(Reason.CONNECT_REFUSED);
    watched.watch(Reports.target("crm", Duration.ofSeconds(seconds)));
    watched.untilBegun(2);
    assertThat(watched.secondsBetween(0, 1)).isLessThanOrEqualTo(10);
    assertThat(watched.events).containsExactly("closed to open");
    assertThat(watched.status().state()).isEqualTo(BreakerState.OPEN);
    assertThat(watched.status().failures()).isEqualTo(2);
    assertThat(watched.status().until()).isPresent();
  }

  @Test
  void anOpenBreakerSendsNothingUntilItsTrialAndWaitsEverLonger() {
    failing(Reason.HANDSHAKE_TIMEOUT);
    watched.watch(CRM);
    watched.untilBegun(6);
    assertThat(watched.secondsBetween(1, 2)).isEqualTo(60);
    assertThat(watched.secondsBetween(2, 3)).isEqualTo(120);
    assertThat(watched.secondsBetween(3, 4)).isEqualTo(240);
    assertThat(watched.secondsBetween(4, 5)).isEqualTo(300);
    assertThat(watched.skipped).isBetween(22, 25);
    assertThat(watched.published).hasSize(6);
  }

  @Test
  void aTrialThatSucceedsClosesTheBreakerAndTheGridIsBack() {
    watched.watch(CRM);
    watched.untilBegun(1);
    failing(Reason.CONNECTION_RESET);
    watched.untilBegun(3);
    watched.answer("crm", Reports::success);
    watched.untilBegun(5);
    assertThat(watched.events)
        .containsExactly("closed to open", "open to half_open", "half_open to closed");
    assertThat(watched.secondsBetween(0, 4) % 30).isZero();
    assertThat(watched.status()).isEqualTo(TargetStatus.CLOSED);
  }

  @Test
  void aFailureThatPassesIsConfirmedAndForgotten() {
    watched.watch(CRM);
    failing(Reason.CONNECT_TIMEOUT);
    watched.untilBegun(1);
    watched.answer("crm", Reports::success);
    watched.untilBegun(2);
    assertThat(watched.secondsBetween(0, 1)).isEqualTo(10);
    assertThat(watched.status()).isEqualTo(TargetStatus.CLOSED);
    assertThat(watched.events).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "DNS_NOT_FOUND",
        "CLIENT_IDENTITY_UNUSABLE",
        "POLICY_VIOLATION",
        "MTLS_NOT_ENFORCED",
        "HTTP_INVALID"
      })
  void aFailureThatNeverOpensIsConfirmedOnce(Reason reason) {
    failing(reason);
    watched.watch(CRM);
    watched.untilBegun(6);
    assertThat(watched.secondsBetween(0, 1)).isEqualTo(10);
    assertThat(watched.secondsBetween(0, 2)).isEqualTo(30);
    assertThat(watched.secondsBetween(0, 5)).isEqualTo(120);
    assertThat(watched.events).isEmpty();
    assertThat(watched.status().failures()).isZero();
  }

  @Test
  void ourOwnFaultKeepsToTheInterval() {
    failing(Reason.INTERNAL);
    watched.watch(CRM);
    watched.untilBegun(3);
    assertThat(watched.secondsBetween(0, 2)).isEqualTo(60);
    assertThat(watched.status()).isEqualTo(TargetStatus.CLOSED);
  }

  @Test
  void aTrialThatFailsByOurOwnFaultIsMadeAgainAtTheNextRegularTime() {
    failing(Reason.CONNECT_REFUSED);
    watched.watch(CRM);
    watched.untilBegun(2);
    failing(Reason.INTERNAL);
    watched.untilBegun(4);
    assertThat(watched.secondsBetween(2, 3)).isBetween(1L, 30L);
    assertThat(watched.events)
        .containsExactly(
            "closed to open",
            "open to half_open",
            "half_open to open",
            "open to half_open",
            "half_open to open");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503, 504})
  void loadIsLookedAtAgainOnceAfterAboutASecond(int status) {
    watched.answer("crm", target -> Reports.httpStatus(target, status, Optional.empty()));
    watched.watch(CRM);
    watched.untilBegun(4);
    assertThat(watched.secondsBetween(0, 1)).isBetween(0L, 2L);
    assertThat(watched.secondsBetween(0, 2)).isEqualTo(30);
    assertThat(watched.secondsBetween(0, 3)).isEqualTo(60);
    assertThat(watched.published).hasSize(4);
    assertThat(watched.events).isEmpty();
  }

  @Test
  void loadIsLookedAtAgainWhenTheServerAsksFor() {
    watched.answer(
        "crm", target -> Reports.httpStatus(target, 503, Optional.of(Duration.ofSeconds(7))));
    watched.watch(CRM);
    watched.untilBegun(2);
    assertThat(watched.secondsBetween(0, 1)).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(longs = {30, 120, Long.MAX_VALUE})
  void whoAsksForMoreThanTheIntervalGetsTheInterval(long seconds) {
    watched.answer(
        "crm", target -> Reports.httpStatus(target, 503, Optional.of(Duration.ofSeconds(seconds))));
    watched.watch(CRM);
    watched.untilBegun(2);
    assertThat(watched.secondsBetween(0, 1)).isEqualTo(30);
  }

  @Test
  void anyOtherStatusIsConfirmedLikeAnyFailure() {
    watched.answer("crm", target -> Reports.httpStatus(target, 500, Optional.empty()));
    watched.watch(CRM);
    watched.untilBegun(3);
    assertThat(watched.secondsBetween(0, 1)).isEqualTo(10);
    assertThat(watched.secondsBetween(0, 2)).isEqualTo(30);
  }

  @Test
  void aServerThatOnlyTheSecondEngineGetsThroughToFailsOnceAndStaysWithIt() {
    watched.answers.put(
        "crm", new WatchedTargets.Answer(Duration.ofMillis(20), MonitorTest::narrow));
    watched.watch(CRM);
    watched.untilBegun(4);
    assertThat(watched.begun)
        .extracting(Begun::engine)
        .containsExactly(Engine.BORINGSSL, Engine.JDK, Engine.JDK, Engine.JDK);
    assertThat(watched.secondsBetween(0, 1)).isEqualTo(10);
    assertThat(watched.published)
        .extracting(report -> report.diagnosis().success())
        .containsExactly(false, true, true, true);
    assertThat(watched.events).isEmpty();
  }

  @Test
  void anotherAddressStartsTheCountAfresh() {
    watched.answer("crm", target -> refusedAt(target, "192.0.2.1"));
    watched.watch(CRM);
    watched.untilBegun(1);
    watched.answer("crm", target -> refusedAt(target, "192.0.2.2"));
    watched.untilBegun(2);
    assertThat(watched.status())
        .isEqualTo(new TargetStatus(BreakerState.CLOSED, 1, Optional.empty()));
    watched.untilBegun(3);
    assertThat(watched.status().state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void anotherAddressInATrialClosesTheBreaker() {
    failing(Reason.CONNECT_REFUSED);
    watched.watch(CRM);
    watched.untilBegun(2);
    watched.answer("crm", target -> refusedAt(target, "192.0.2.2"));
    watched.untilBegun(3);
    assertThat(watched.events)
        .containsExactly("closed to open", "open to half_open", "half_open to closed");
    assertThat(watched.status().failures()).isEqualTo(1);
  }

  @Test
  void addressesThatTakeTurnsAreNotForeverNew() {
    String[] turns = {"192.0.2.1", "192.0.2.2", "192.0.2.3"};
    watched.answer("crm", target -> refusedAt(target, turns[watched.begun.size() % 3]));
    watched.watch(CRM);
    watched.untilBegun(4);
    assertThat(watched.status().state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void applyingTheSameTargetsAgainChangesNothing() {
    failing(Reason.CONNECT_REFUSED);
    watched.watch(CRM);
    watched.untilBegun(2);
    watched.watch(Reports.target("crm"));
    watched.time.advance(Duration.ofSeconds(50));
    assertThat(watched.begun).hasSize(2);
    assertThat(watched.events).containsExactly("closed to open");
  }

  @Test
  void aTargetThatChangesStartsAfreshAndAtOnce() {
    failing(Reason.CONNECT_REFUSED);
    watched.watch(CRM);
    watched.untilBegun(2);
    watched.watch(RARE);
    watched.time.advance(Duration.ofMillis(100));
    assertThat(watched.begun).hasSize(3);
    assertThat(watched.events).containsExactly("closed to open", "open to closed");
    assertThat(watched.status().failures()).isEqualTo(1);
  }

  @Test
  void targetsBehindWhichSomethingChangedStartAfreshAndAtOnce() {
    List<Target> both = List.of(CRM, Reports.target("other"));
    watched.monitor.apply(both);
    watched.time.advance(Duration.ofSeconds(31));
    int before = watched.begun.size();
    watched.monitor.apply(both, target -> target.name().equals("other"));
    watched.time.advance(Duration.ofMillis(1));
    assertThat(watched.begun.subList(before, watched.begun.size()))
        .extracting(Begun::target)
        .contains("other");
  }

  @Test
  void whatATargetThatHasChangedHadUnderWayIsDroppedAndCounted() {
    watched.answers.put(
        "crm",
        new WatchedTargets.Answer(
            Duration.ofSeconds(5), (target, _) -> Future.succeededFuture(Reports.success(target))));
    watched.watch(CRM);
    while (watched.begun.isEmpty()) {
      watched.time.advance(Duration.ofMillis(1));
    }
    watched.watch(RARE);
    watched.time.advance(Duration.ofSeconds(9));
    assertThat(watched.begun).hasSize(2);
    assertThat(watched.published).isEmpty();
    watched.time.advance(Duration.ofSeconds(2));
    assertThat(watched.published).extracting(Report::target).containsExactly(RARE);
    assertThat(watched.monitor.dropped()).isEqualTo(1);
  }

  @Test
  void nothingIsHeardOfARemovedTarget() {
    watched.watch(CRM);
    watched.untilBegun(1);
    watched.watch();
    watched.time.advance(Duration.ofMinutes(5));
    assertThat(watched.events).containsExactly("crm removed");
    assertThat(watched.begun).hasSize(1);
  }

  @Test
  void aTargetIsAnnouncedOnceBeforeItIsProbedAndAgainWhenItChanges() {
    watched.watch(CRM);
    assertThat(watched.announced).containsExactly(CRM);
    assertThat(watched.begun).isEmpty();
    watched.watch(CRM);
    assertThat(watched.announced).containsExactly(CRM);
    watched.watch(RARE);
    assertThat(watched.announced).containsExactly(CRM, RARE);
  }

  @Test
  void twoTargetsOfOneNameAreRefused() {
    Future<Void> applied = watched.monitor.apply(List.of(CRM, RARE));
    watched.time.settle();
    assertThat(applied.cause())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("targets: crm (expected: each name once)");
    assertThat(watched.announced).isEmpty();
  }

  @Test
  void aWishClosesTheBreakerAndProbesAtOnceAndOnceInTenSeconds() {
    failing(Reason.CONNECT_REFUSED);
    watched.watch(CRM);
    watched.untilBegun(2);
    watched.answer("crm", Reports::success);
    assertThat(wish("crm")).isEqualTo(new ProbeNow.Accepted());
    watched.time.advance(Duration.ofSeconds(4));
    assertThat(watched.begun).hasSize(3);
    assertThat(watched.events).containsExactly("closed to open", "open to closed");
    assertThat(wish("crm")).isEqualTo(new ProbeNow.TooSoon(Duration.ofSeconds(6)));
    watched.time.advance(Duration.ofSeconds(6));
    assertThat(wish("crm")).isEqualTo(new ProbeNow.Accepted());
    assertThat(wish("unknown")).isEqualTo(new ProbeNow.Unknown());
  }

  @Test
  void aWishDuringAProbeStillGetsItsSecondLookSoon() {
    watched.answers.put(
        "crm",
        new Answer(
            Duration.ofSeconds(2),
            (target, _) ->
                Future.succeededFuture(Reports.failure(target, Reason.CONNECT_REFUSED))));
    watched.watch(RARE);
    watched.untilBegun(1);
    assertThat(wish("crm")).isEqualTo(new ProbeNow.Accepted());
    watched.untilBegun(3);
    watched.time.advance(Duration.ofSeconds(3));
    assertThat(watched.secondsBetween(1, 2)).isEqualTo(10);
    assertThat(watched.events).containsExactly("closed to open");
  }

  @Test
  void anExaminationThatFailsIsCountedAndTheNextIsRegular() {
    int[] turn = {0};
    List<Report> published = new ArrayList<>();
    Monitor monitor =
        monitor(
            (target, _) ->
                switch (turn[0]++) {
                  case 0 -> throw new IllegalStateException("thrown on purpose");
                  case 1 -> Future.failedFuture(new IllegalStateException("failed on purpose"));
                  case 2 -> Promise.<Report>promise().future();
                  default -> Future.succeededFuture(Reports.success(target));
                },
            new ReportListener() {
              @Override
              public void report(Report report, TargetStatus status) {
                published.add(report);
              }
            });
    monitor.apply(List.of(CRM));
    watched.time.advance(Duration.ofMinutes(2));
    assertThat(monitor.faults()).isEqualTo(3);
    assertThat(published)
        .extracting(report -> report.diagnosis().reason())
        .containsExactly(
            Optional.of(Reason.INTERNAL),
            Optional.of(Reason.INTERNAL),
            Optional.of(Reason.INTERNAL),
            Optional.empty());
    assertThat(published.getFirst().diagnosis().summary())
        .contains("IllegalStateException")
        .doesNotContain("on purpose");
    assertThat(monitor.inFlight()).isZero();
  }

  @Test
  void anAnswerThatComesAfterItWasGivenUpForLostIsNobodysBusiness() {
    Duration longest = CRM.module().timing().timeout().plus(TargetCycle.GRACE);
    watched.answers.put(
        "crm",
        new WatchedTargets.Answer(
            longest.plusSeconds(5),
            (target, _) -> Future.succeededFuture(Reports.success(target))));
    watched.watch(CRM);
    watched.untilBegun(1);
    watched.time.advance(longest.plusSeconds(6));

    assertThat(watched.monitor.faults()).isEqualTo(1);
    assertThat(watched.published)
        .extracting(report -> report.diagnosis().reason())
        .containsExactly(Optional.of(Reason.INTERNAL));
    assertThat(watched.monitor.inFlight()).isZero();
  }

  @Test
  void aListenerThatFailsIsCountedAndTheOthersAreTold() {
    List<Report> published = new ArrayList<>();
    Monitor monitor =
        monitor(
            (target, _) -> Future.succeededFuture(Reports.success(target)),
            new ReportListener() {
              @Override
              public void report(Report report, TargetStatus status) {
                throw new IllegalStateException("thrown on purpose");
              }
            },
            new ReportListener() {
              @Override
              public void report(Report report, TargetStatus status) {
                published.add(report);
              }
            });
    monitor.apply(List.of(CRM));
    watched.time.advance(Duration.ofMinutes(1));
    assertThat(published).hasSize(2);
    assertThat(monitor.faults()).isEqualTo(2);
  }

  @Test
  void stoppingStartsNoProbeAndWaitsForThoseUnderWay() {
    watched.watch(CRM);
    while (watched.begun.isEmpty()) {
      watched.time.advance(Duration.ofMillis(1));
    }
    Future<Void> stopped = watched.monitor.stop();
    watched.time.settle();
    assertThat(stopped.isComplete()).isFalse();
    watched.time.advance(Duration.ofMinutes(2));
    assertThat(stopped.succeeded()).isTrue();
    assertThat(watched.begun).hasSize(1);
    assertThat(watched.published).hasSize(1);
  }

  private Monitor monitor(Examination examination, ReportListener... listeners) {
    return new Monitor(
        examination,
        BreakerSettings.DEFAULT,
        new Conditions(watched.time, watched.time, 10, () -> true, ScheduleListener.NONE),
        RandomGenerator.getDefault(),
        List.of(listeners));
  }

  private ProbeNow wish(String name) {
    Future<ProbeNow> answer = watched.monitor.probeNow(name);
    watched.time.settle();
    return answer.result();
  }

  private void failing(Reason reason) {
    watched.answer("crm", target -> Reports.failure(target, reason));
  }

  private static Report refusedAt(Target target, String address) {
    return Reports.report(
        target,
        Optional.of(Reason.CONNECT_REFUSED),
        Reports.observation(
            target,
            address,
            new Outcome.ConnectFailed(Outcome.ConnectFault.REFUSED, ""),
            Optional.empty()));
  }

  private static Future<Report> narrow(Target target, Engine engine) {
    return Future.succeededFuture(
        switch (engine) {
          case BORINGSSL ->
              Reports.report(
                  target,
                  Optional.of(Reason.CIPHER_MISMATCH),
                  Reports.observation(
                      target,
                      Reports.ADDRESS,
                      new Outcome.AlertReceived(
                          new Alert(Alert.Direction.RECEIVED, 40), Stage.CLIENT_HELLO),
                      Optional.of(Reports.silence(engine))));
          case JDK ->
              Reports.report(
                  target,
                  Optional.empty(),
                  Reports.observation(
                      target,
                      Reports.ADDRESS,
                      new Outcome.Completed(),
                      Optional.of(Reports.connection(engine, "DHE"))));
        });
  }
}
