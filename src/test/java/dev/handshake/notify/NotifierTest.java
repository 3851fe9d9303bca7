package dev.handshake.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.breaker.BreakerState;
import dev.handshake.reason.Reason;
import dev.handshake.report.TargetStatus;
import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NotifierTest {
  private static final Target CRM = Breakers.target("crm");

  private final VirtualTime time = new VirtualTime();
  private final ScriptedPost post = new ScriptedPost(time);
  private final Counts counts = new Counts();
  private final Notifier notifier =
      new Notifier(
          List.of(
              new Webhook(
                  post,
                  time,
                  new Attempts(new SplittableRandom(7)),
                  new Ledger("webhooks[0]", "hooks.example.com", time, counts))),
          time,
          time);

  @Test
  void aBreakerThatOpensAndClosesIsToldOf() {
    opens();
    trial();
    notifier.report(Breakers.fine(CRM, time.instant()), TargetStatus.CLOSED);
    notifier.transition(
        CRM, BreakerState.HALF_OPEN, BreakerState.CLOSED, Breakers.fine(CRM, time.instant()));
    assertThat(told()).containsExactly("closed to open", "half_open to closed");
    assertThat(post.bodies().getFirst().at("/breaker/failures").asInt()).isEqualTo(2);
    assertThat(post.bodies().getFirst().at("/breaker/until").asText()).isNotEmpty();
  }

  @Test
  void aWishForAProbeResolvesNothingThatStillFails() {
    opens();
    closesWithoutProof();
    fails();
    opens();
    assertThat(told()).containsExactly("closed to open");
  }

  @Test
  void aWishForAProbeResolvesWhatWorksAgain() {
    opens();
    closesWithoutProof();
    notifier.report(Breakers.fine(CRM, time.instant()), TargetStatus.CLOSED);
    assertThat(told()).containsExactly("closed to open", "open to closed");
    assertThat(post.bodies().getLast().at("/cause/success").asBoolean()).isTrue();
  }

  @Test
  void aTargetThatIsGoneIsResolved() {
    opens();
    closesWithoutProof();
    notifier.removed(CRM);
    assertThat(told()).containsExactly("closed to open", "open to closed");
  }

  @Test
  void aProbeThatReachesNothingResolvesWhatWasClosedForIt() {
    opens();
    closesWithoutProof();
    notifier.report(
        Breakers.failing(CRM, Reason.DNS_NOT_FOUND, time.instant()), TargetStatus.CLOSED);
    assertThat(told()).containsExactly("closed to open", "open to closed");
  }

  @Test
  void stoppingWaitsForWhatIsUnderWay() {
    post.answers(ScriptedPost.BUSY);
    opens();
    Future<Void> stopped = notifier.stop();
    assertThat(stopped.isComplete()).isFalse();
    time.advance(Duration.ofSeconds(2));
    assertThat(stopped.succeeded()).isTrue();
    assertThat(counts.of(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void nothingIsTakenAfterAStop() {
    Future<Void> stopped = notifier.stop();
    opens();
    assertThat(stopped.succeeded()).isTrue();
    assertThat(post.bodies()).isEmpty();
  }

  /** However far behind the receivers are, no more waits for them than there are targets. */
  @Test
  void ofWhatNobodyHadTimeToHearOnlyTheNewestOfATargetIsKept() {
    var cause = Breakers.failing(CRM, Reason.CONNECT_REFUSED, time.instant());
    var fine = Breakers.fine(CRM, time.instant());
    for (int round = 0; round < 1000; round++) {
      notifier.report(cause, Breakers.open(time.instant()));
      notifier.transition(CRM, BreakerState.CLOSED, BreakerState.OPEN, cause);
      notifier.transition(CRM, BreakerState.HALF_OPEN, BreakerState.CLOSED, fine);
    }
    notifier.report(cause, Breakers.open(time.instant()));
    notifier.transition(CRM, BreakerState.CLOSED, BreakerState.OPEN, cause);
    assertThat(time.pending()).isOne();
    assertThat(told()).containsExactly("closed to open");
  }

  private void fails() {
    notifier.report(
        Breakers.failing(CRM, Reason.CONNECT_REFUSED, time.instant()),
        new TargetStatus(BreakerState.CLOSED, 1, Optional.empty()));
  }

  private void opens() {
    var cause = Breakers.failing(CRM, Reason.CONNECT_REFUSED, time.instant());
    notifier.report(cause, Breakers.open(time.instant()));
    notifier.transition(CRM, BreakerState.CLOSED, BreakerState.OPEN, cause);
    time.settle();
  }

  private void trial() {
    notifier.transition(
        CRM,
        BreakerState.OPEN,
        BreakerState.HALF_OPEN,
        Breakers.failing(CRM, Reason.CONNECT_REFUSED, time.instant()));
  }

  private void closesWithoutProof() {
    notifier.transition(
        CRM,
        BreakerState.OPEN,
        BreakerState.CLOSED,
        Breakers.failing(CRM, Reason.CONNECT_REFUSED, time.instant()));
    time.settle();
  }

  private List<String> told() {
    time.settle();
    return post.bodies().stream()
        .map(body -> body.at("/from").asText() + " to " + body.at("/to").asText())
        .toList();
  }
}
