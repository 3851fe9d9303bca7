package dev.handshake.metrics;

import dev.handshake.breaker.BreakerState;
import dev.handshake.certificate.RevocationSource;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.ChainLink;
import dev.handshake.report.ChainSighting;
import dev.handshake.report.Fact;
import dev.handshake.report.ProbeOutcome;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.TargetState;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * How many series a target has, as a sum over what is known of it; said once here, for the page and
 * for the tests.
 */
public final class Cardinality {
  /** Twelve bounds and infinity, sum and count. */
  public static final int HISTOGRAM = 15;

  private static final int POSITIONS = 10;
  private static final int ALERT_CODES = 256;
  private static final int REVOCATION_WORDS = 5;

  /**
   * One summand.
   *
   * @param typical of a healthy target with mTLS and an HTTP check, two certificates sent
   * @param most that there can ever be
   */
  public record Part(
      String what, String formula, int typical, int most, ToIntFunction<TargetState> count) {}

  private static final Part PHASES =
      new Part(
          "phases of the last probe",
          "1 each",
          5,
          Phase.values().length,
          last(probe -> probe.timings().phases().size()));

  private static final Part CHECKS =
      new Part("checks that ran", "1 each", 8, Check.values().length, Cardinality::checks);

  private static final Part CERTIFICATES =
      new Part(
          "certificates of the last chain",
          "3 each, 10 at most",
          6,
          3 * POSITIONS,
          chain(Cardinality::certificates));

  /** All summands but the histogram, which is kept beside the store. */
  public static final List<Part> PARTS =
      List.of(
          always("description, interval and leaf changes", "3", 3),
          always("probes by outcome", "3", ProbeOutcome.values().length),
          always("breaker: states and transitions", "3 + 3", 2 * BreakerState.values().length),
          always("changes by fact", "4", Fact.values().length),
          new Part("latency budget", "1 if set", 0, 1, Cardinality::budget),
          new Part(
              "success, duration and time of the last probe",
              "3 once probed",
              3,
              3,
              state -> state.last().isPresent() ? 3 : 0),
          new Part(
              "time of the last success",
              "1 once there was one",
              1,
              1,
              state -> one(state.lastSuccess())),
          PHASES,
          new Part(
              "findings of the last probe",
              "1 each",
              0,
              Reason.values().length + Remark.values().length,
              last(probe -> probe.diagnosis().findings().words().size())),
          new Part(
              "failure of the last probe",
              "1 while it fails",
              0,
              1,
              last(probe -> one(probe.diagnosis().reason()))),
          new Part(
              "reasons so far",
              "1 each",
              0,
              Reason.values().length,
              state -> state.tally().failures().size()),
          new Part(
              "alerts so far", "1 each", 0, ALERT_CODES, state -> state.tally().alerts().size()),
          new Part(
              "protocol, group's kind and connection",
              "2 once there is a ServerHello, 1 for its group",
              3,
              3,
              last(Cardinality::negotiated)),
          CHECKS,
          new Part(
              "whether OCSP was stapled",
              "1 if a certificate was sent",
              1,
              1,
              last(probe -> probe.chain().isEmpty() ? 0 : 1)),
          new Part(
              "revocation sources",
              "1 for each source and status",
              0,
              RevocationSource.values().length * REVOCATION_WORDS,
              last(Cardinality::statements)),
          new Part(
              "whether a client certificate is requested",
              "1 once known",
              1,
              1,
              last(probe -> probe.clientAuthenticationKnown() ? 1 : 0)),
          new Part(
              "acceptance",
              "4 once known",
              Acceptance.values().length,
              Acceptance.values().length,
              last(probe -> probe.diagnosis().acceptance().isPresent() ? 4 : 0)),
          new Part("last chain: seen, depth", "2 once seen", 2, 2, chain(_ -> 2)),
          new Part(
              "last chain: verified depth, end",
              "2 if there is a path",
              2,
              2,
              chain(chain -> (chain.verifiedDepth().isPresent() ? 1 : 0) + one(chain.notAfter()))),
          CERTIFICATES,
          new Part(
              "times of changes",
              "1 for the leaf, 1 for each fact that changed",
              0,
              1 + Fact.values().length,
              Cardinality::changed));

  private Cardinality() {}

  /** The series of a target in the text format, its histogram left out. */
  public static int of(TargetState state) {
    return PARTS.stream().mapToInt(part -> part.count().applyAsInt(state)).sum();
  }

  /** What a target has that was never probed. */
  public static int least() {
    return always().mapToInt(Part::most).sum();
  }

  /** What a healthy target has beside its phases, checks and certificates. */
  public static int healthy() {
    return typical() - PHASES.typical() - CHECKS.typical() - CERTIFICATES.typical();
  }

  public static int typical() {
    return PARTS.stream().mapToInt(Part::typical).sum() + HISTOGRAM;
  }

  public static int most() {
    return PARTS.stream().mapToInt(Part::most).sum() + HISTOGRAM;
  }

  private static Stream<Part> always() {
    return PARTS.stream().limit(4);
  }

  private static Part always(String what, String formula, int count) {
    return new Part(what, formula, count, count, _ -> count);
  }

  private static int one(Optional<?> value) {
    return value.isPresent() ? 1 : 0;
  }

  private static ToIntFunction<TargetState> last(ToIntFunction<ProbeRecord> count) {
    return state -> state.last().stream().mapToInt(count).sum();
  }

  private static ToIntFunction<TargetState> chain(ToIntFunction<ChainSighting> count) {
    return state -> state.chain().stream().mapToInt(count).sum();
  }

  private static int budget(TargetState state) {
    return one(state.target().module().timing().latencyBudget());
  }

  private static int negotiated(ProbeRecord probe) {
    return probe.connection().map(it -> 2 * one(it.protocol()) + one(it.postQuantum())).orElse(0);
  }

  private static int checks(TargetState state) {
    return state.chain().map(chain -> chain.checks().size()).orElse(0)
        + (int)
            state.last().stream()
                .flatMap(probe -> probe.diagnosis().checks().keySet().stream())
                .filter(check -> !ChainSighting.describes(check))
                .count();
  }

  private static int statements(ProbeRecord probe) {
    return (int)
        probe.revocation().stream()
            .map(said -> said.source().word() + " " + said.status().word())
            .distinct()
            .count();
  }

  private static int certificates(ChainSighting chain) {
    return 3
        * (int)
            chain.links().stream()
                .limit(POSITIONS)
                .map(ChainLink::facts)
                .filter(Optional::isPresent)
                .count();
  }

  private static int changed(TargetState state) {
    return one(state.leaves().last())
        + (int)
            Stream.of(Fact.values())
                .filter(fact -> state.connections().of(fact).last().isPresent())
                .count();
  }
}
