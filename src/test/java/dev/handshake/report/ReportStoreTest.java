package dev.handshake.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.breaker.BreakerState;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Alert;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class ReportStoreTest {
  private static final Target CRM =
      Target.of("crm", Endpoint.parse("crm.example.com:443"), ProbeModule.DEFAULT);
  private static final TargetStatus OPEN =
      new TargetStatus(BreakerState.OPEN, 2, Optional.of(Instant.EPOCH));

  private final Instant start =
      Instant.ofEpochSecond(ThreadLocalRandom.current().nextLong(2_000_000_000L));
  private final ReportStore store = new ReportStore(() -> start.plusSeconds(5));
  private final HeldCertificate first = HeldCertificate.named("first", start).mint();
  private final HeldCertificate second = HeldCertificate.named("second", start).mint();

  @Test
  void aTargetThatWasNeverProbedHasCountersAtZero() {
    store.added(CRM);

    TargetState state = state();
    assertThat(state.last()).isEmpty();
    assertThat(state.status()).isEqualTo(TargetStatus.CLOSED);
    assertThat(state.tally().probes().values()).containsOnly(0L).hasSize(3);
    assertThat(state.tally().transitions().values()).containsOnly(0L).hasSize(3);
    assertThat(state.tally().failures()).isEmpty();
  }

  @Test
  void countersGoByOutcomeReasonAndAlert() {
    hear(draft(0));
    hear(failing(30).alert(new Alert(Alert.Direction.RECEIVED, 40)));
    hear(failing(60).alert(new Alert(Alert.Direction.SENT, 42)));
    store.skipped(CRM, OPEN);

    Tally tally = state().tally();
    assertThat(tally.probes())
        .isEqualTo(
            Map.of(ProbeOutcome.SUCCESS, 1L, ProbeOutcome.FAILURE, 2L, ProbeOutcome.SKIPPED, 1L));
    assertThat(tally.failures()).isEqualTo(Map.of(Reason.CONNECTION_RESET, 2L));
    assertThat(tally.alerts()).isEqualTo(Map.of("handshake_failure", 1L));
  }

  @Test
  void theLastFailureAndTheLastSuccessStayWhileProbesAreSkipped() {
    hear(draft(0));
    hear(failing(30));
    store.skipped(CRM, OPEN);

    assertThat(state().last().flatMap(last -> last.diagnosis().reason()))
        .contains(Reason.CONNECTION_RESET);
    assertThat(state().lastSuccess()).contains(start);
    assertThat(state().status()).isEqualTo(OPEN);
  }

  @Test
  void whatIsEqualInTwoRecordsIsKeptOnce() {
    hear(draft(0).handshake().chain(first.chain(), Map.of(Check.VALIDITY, true)).http(200));
    ProbeRecord before = state().last().orElseThrow();
    ChainSighting seen = state().chain().orElseThrow();
    hear(draft(30).handshake().chain(first.chain(), Map.of(Check.VALIDITY, true)).http(200));

    ProbeRecord after = state().last().orElseThrow();
    assertThat(after.time()).isEqualTo(start.plusSeconds(30));
    assertThat(after.connection()).isSameAs(before.connection());
    assertThat(after.http()).isSameAs(before.http());
    ChainSighting again = state().chain().orElseThrow();
    assertThat(again.lastSeen()).isEqualTo(start.plusSeconds(30));
    assertThat(again.links()).isSameAs(seen.links());
    assertThat(again.checks()).isSameAs(seen.checks());

    hear(draft(60).handshake().chain(first.chain(), Map.of(Check.VALIDITY, false)).http(503));

    assertThat(state().last().orElseThrow().httpStatus()).hasValue(503);
    assertThat(state().chain().orElseThrow().checks()).isEqualTo(Map.of(Check.VALIDITY, false));
  }

  @Test
  void theChainStaysUntilAnotherIsSeen() {
    hear(draft(0).chain(first.chain(), Map.of(Check.VALIDITY, true)));
    hear(failing(30));

    ChainSighting kept = state().chain().orElseThrow();
    assertThat(kept.lastSeen()).isEqualTo(start);
    assertThat(kept.checks()).isEqualTo(Map.of(Check.VALIDITY, true));
    assertThat(state().last().orElseThrow().chain()).isEmpty();

    hear(draft(60).chain(second.chain(), Map.of(Check.VALIDITY, false)));

    ChainSighting replaced = state().chain().orElseThrow();
    assertThat(replaced.lastSeen()).isEqualTo(start.plusSeconds(60));
    assertThat(replaced.links().getFirst().facts().orElseThrow().subject()).isEqualTo("CN=second");
    assertThat(replaced.checks()).isEqualTo(Map.of(Check.VALIDITY, false));
  }

  @Test
  void checksOfTheConnectionDoNotStayWithTheChain() {
    hear(
        draft(0)
            .chain(first.chain(), Map.of(Check.TRUST, true))
            .check(Check.PROTOCOL_POLICY, true)
            .check(Check.MTLS_ENFORCED, false));

    assertThat(state().chain().orElseThrow().checks()).isEqualTo(Map.of(Check.TRUST, true));
  }

  @Test
  void theFirstLeafIsNoChangeAndServersThatTakeTurnsChangeOnce() {
    hear(draft(0).chain(first.chain(), Map.of()));
    assertThat(state().leaves().count()).isZero();
    assertThat(state().leaves().last()).isEmpty();

    hear(draft(30).chain(second.chain(), Map.of()));
    hear(draft(60).chain(first.chain(), Map.of()));
    hear(draft(90).chain(second.chain(), Map.of()));

    assertThat(state().leaves().count()).isEqualTo(1);
    assertThat(state().leaves().last().map(Changes.Change::time)).contains(start.plusSeconds(30));
  }

  @Test
  void aLeafThatComesBackAfterADayIsAChange() {
    long later = Duration.ofHours(25).toSeconds();
    hear(draft(0).chain(first.chain(), Map.of()));
    hear(draft(30).chain(second.chain(), Map.of()));
    hear(draft(later).chain(second.chain(), Map.of()));
    assertThat(state().leaves().count()).isEqualTo(1);

    hear(draft(later + 30).chain(first.chain(), Map.of()));

    assertThat(state().leaves().count()).isEqualTo(2);
  }

  @Test
  void aServerWithANewLeafForEachProbeIsRememberedInBounds() {
    Changes leaves = Changes.NONE;
    for (int probe = 0; probe < 100; probe++) {
      leaves =
          leaves.with(new Changes.Seen("leaf" + probe, Optional.empty(), start.plusSeconds(probe)));
    }

    assertThat(leaves.count()).isEqualTo(99);
    assertThat(leaves.seen()).hasSize(32);
    assertThat(leaves.seen().getFirst().value()).isEqualTo("leaf99");
  }

  @Test
  void historyIsBoundedAndNewestFirst() {
    for (int probe = 0; probe < 30; probe++) {
      hear(probe % 2 == 0 ? draft(probe) : failing(probe));
    }

    assertThat(state().history().probes()).hasSize(20);
    assertThat(state().history().probes().getFirst().time()).isEqualTo(start.plusSeconds(29));
    assertThat(state().history().probes().getFirst().failure().orElseThrow().reason())
        .isEqualTo(Reason.CONNECTION_RESET);
    assertThat(state().history().probes().get(1).failure()).isEmpty();
  }

  @Test
  void aChangeOfStateIsCountedAndKeptWithItsCause() {
    Report cause = failing(0).report();
    store.report(cause, OPEN);
    store.transition(CRM, BreakerState.CLOSED, BreakerState.OPEN, cause);

    TargetState state = state();
    assertThat(state.status()).isEqualTo(OPEN);
    assertThat(state.tally().transitions())
        .isEqualTo(
            Map.of(BreakerState.CLOSED, 0L, BreakerState.OPEN, 1L, BreakerState.HALF_OPEN, 0L));
    History.Transition kept = state.history().transitions().getFirst();
    assertThat(kept.time()).isEqualTo(start.plusSeconds(5));
    assertThat(kept.cause()).isSameAs(state.last().orElseThrow());
    assertThat(state.history().events()).first().isEqualTo(kept);
  }

  @Test
  void whatHappensInOneMillisecondIsToldInItsOrder() {
    Report before = failing(0).report();
    Report trial = failing(5).report();
    store.report(before, OPEN);
    store.transition(CRM, BreakerState.OPEN, BreakerState.HALF_OPEN, before);
    store.report(trial, OPEN);
    store.transition(CRM, BreakerState.HALF_OPEN, BreakerState.OPEN, trial);

    History history = state().history();
    assertThat(history.events())
        .containsExactly(
            history.transitions().get(0),
            history.probes().get(0),
            history.transitions().get(1),
            history.probes().get(1));
  }

  @Test
  void aTransitionWithoutAReportMovesTheStatusToo() {
    Report cause = failing(0).report();
    store.report(cause, OPEN);
    store.transition(CRM, BreakerState.OPEN, BreakerState.HALF_OPEN, cause);
    assertThat(state().status())
        .isEqualTo(new TargetStatus(BreakerState.HALF_OPEN, 2, Optional.empty()));

    store.transition(CRM, BreakerState.HALF_OPEN, BreakerState.CLOSED, cause);
    assertThat(state().status()).isEqualTo(TargetStatus.CLOSED);
  }

  @Test
  void aRemovedTargetIsForgottenAndAChangedOneBeginsAnew() {
    hear(draft(0));
    store.removed(CRM);
    assertThat(store.target("crm")).isEmpty();

    hear(draft(30));
    store.added(CRM);
    assertThat(state().last()).isPresent();

    store.added(Target.of("crm", Endpoint.parse("other.example.com:443"), ProbeModule.DEFAULT));
    assertThat(state().last()).isEmpty();
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void targetsBehindOneGatewayShareItsChainAndAuthorities() {
    Target other = Target.of("other", Endpoint.parse("other.example.com:443"), CRM.module());
    for (Target target : new Target[] {CRM, other}) {
      store.report(
          ReportDraft.of(target, start)
              .handshake()
              .chain(first.chain(), Map.of())
              .client(true, Optional.empty(), "CN=clients")
              .report(),
          TargetStatus.CLOSED);
    }

    ProbeRecord left = store.target("crm").flatMap(TargetState::last).orElseThrow();
    ProbeRecord right = store.target("other").flatMap(TargetState::last).orElseThrow();
    assertThat(left.chain()).isSameAs(right.chain());
    assertThat(left.client().authorities()).isSameAs(right.client().authorities());
  }

  private ReportDraft draft(long seconds) {
    return ReportDraft.of(CRM, start.plusSeconds(seconds)).handshake();
  }

  private ReportDraft failing(long seconds) {
    return ReportDraft.of(CRM, start.plusSeconds(seconds))
        .fails(Reason.CONNECTION_RESET, Phase.HANDSHAKE, "reset");
  }

  private void hear(ReportDraft draft) {
    store.report(draft.report(), TargetStatus.CLOSED);
  }

  private TargetState state() {
    return store.target("crm").orElseThrow();
  }
}
