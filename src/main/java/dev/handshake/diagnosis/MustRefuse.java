package dev.handshake.diagnosis;

import dev.handshake.observation.Observation;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Expectation;
import java.util.Optional;
import java.util.Set;

/** What success is for a target that must refuse us, and what it is called where it does not. */
final class MustRefuse {
  private static final Set<Reason> HTTP =
      Set.of(Reason.HTTP_STATUS, Reason.HTTP_TIMEOUT, Reason.HTTP_INVALID);

  private MustRefuse() {}

  /** The word of the refusal, where it is one that will do. */
  static Optional<Reason> asExpected(
      Expectation.Refused expected, Answer answer, ClientEvidence evidence, Observation seen) {
    return answer
        .refusal()
        .map(refusal -> ClientVerdict.of(refusal, evidence, seen).reason())
        .filter(word -> expected.reasons().isEmpty() || expected.reasons().contains(word))
        .or(() -> byStatus(expected, seen));
  }

  private static Optional<Reason> byStatus(Expectation.Refused expected, Observation seen) {
    return seen.http()
        .filter(http -> expected.status().contains(http.status()))
        .map(_ -> Reason.HTTP_STATUS);
  }

  /**
   * What is wrong with a target that finished the handshake with us and did not refuse; empty where
   * it did neither.
   */
  static Optional<Verdict> instead(Answer answer, ClientEvidence evidence, Observation seen) {
    boolean handshakeFailed =
        EndVerdict.of(seen)
            .map(Verdict::reason)
            .filter(reason -> !HTTP.contains(reason))
            .isPresent();
    return handshakeFailed
        ? Optional.empty()
        : answer.acceptance().flatMap(acceptance -> instead(acceptance, answer, evidence, seen));
  }

  private static Optional<Verdict> instead(
      Acceptance acceptance, Answer answer, ClientEvidence evidence, Observation seen) {
    String who = Wording.who(seen);
    return switch (acceptance) {
      case REJECTED -> Optional.empty();
      case CONFIRMED -> Optional.of(answer.byTlsAlone() ? byTlsAlone(who, seen) : letIn(who, seen));
      case UNCONFIRMED ->
          Optional.of(
              unconfirmed(
                  "%s must refuse us; it asked for a client certificate and then stayed silent."
                      .formatted(who)));
      case NOT_REQUESTED ->
          Refusal.inHttp(seen, evidence)
              ? Optional.empty()
              : Optional.of(
                  new Verdict(
                      Reason.MTLS_NOT_ENFORCED,
                      Phase.HANDSHAKE,
                      "%s must refuse us, but asks for no client certificate.".formatted(who)));
    };
  }

  private static Verdict letIn(String who, Observation seen) {
    return seen.http()
        .map(http ->
            new Verdict(
                Reason.MTLS_NOT_ENFORCED,
                Phase.REQUEST,
                "%s must refuse us, but let us in with HTTP status %d."
                    .formatted(who, http.status())))
        .orElseGet(() ->
            new Verdict(
                Reason.MTLS_NOT_ENFORCED,
                Phase.CONFIRM,
                "%s must refuse us, but let us in and sent application data.".formatted(who)));
  }

  private static Verdict byTlsAlone(String who, Observation seen) {
    boolean asked = seen.target().module().http().isPresent();
    String application =
        !asked
            ? "the application was not asked"
            : seen.requestHeldBack()
                ? "the request was held back, since chain or name did not verify"
                : "the application gave no answer";
    return unconfirmed(
        "%s must refuse us; its TLS layer did not, and %s.".formatted(who, application));
  }

  private static Verdict unconfirmed(String summary) {
    return new Verdict(Reason.ACCEPTANCE_UNCONFIRMED, Phase.CONFIRM, summary);
  }
}
