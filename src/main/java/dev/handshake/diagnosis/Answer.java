package dev.handshake.diagnosis;

import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import java.util.Optional;

/**
 * The server's answer to our certificate or its absence, by what is proved.
 *
 * @param acceptance empty where the handshake did not get that far, or broke in a way that says
 *     nothing about our certificate
 * @param evidence the strongest proof, exactly where confirmed
 * @param refusal exactly where rejected
 */
record Answer(
    Optional<Acceptance> acceptance, Optional<Evidence> evidence, Optional<Refusal> refusal) {
  private static final Answer NONE =
      new Answer(Optional.empty(), Optional.empty(), Optional.empty());

  static Answer of(Observation seen, ClientEvidence evidence) {
    if (seen.target().module().expect().isRefusalOfOffer()) {
      return NONE; // the probe ends before any certificate of ours could be shown
    }
    Optional<Refusal> refusal = Refusal.of(seen, evidence);
    Optional<Evidence> proof = proof(seen);
    if (refusal.isPresent()) {
      return new Answer(Optional.of(Acceptance.REJECTED), Optional.empty(), refusal);
    }
    if (proof.isPresent()) {
      return new Answer(Optional.of(Acceptance.CONFIRMED), proof, Optional.empty());
    }
    return new Answer(withoutProof(seen), Optional.empty(), Optional.empty());
  }

  /** Whether what was proved is only that the TLS layer did not refuse. */
  boolean byTlsAlone() {
    return evidence.filter(proof -> !proof.byApplication()).isPresent();
  }

  private static Optional<Evidence> proof(Observation seen) {
    if (!seen.client().requested()) {
      return Optional.empty();
    }
    return seen.http().map(_ -> Evidence.HTTP_STATUS).or(seen.client()::evidence);
  }

  private static Optional<Acceptance> withoutProof(Observation seen) {
    boolean requested = seen.client().requested();
    return switch (seen.outcome()) {
      case Outcome.Completed _ -> Optional.of(silent(requested));
      case Outcome.TimedOut(var phase) when phase.compareTo(Phase.CONFIRM) >= 0 ->
          Optional.of(silent(requested));
      case Outcome.HttpInvalid _ -> notRequested(!requested);
      case Outcome.Closed(var stage) -> notRequested(!requested && isFinished(stage));
      case Outcome.Reset(var stage) -> notRequested(!requested && isFinished(stage));
      case Outcome.AlertReceived(_, var stage) -> notRequested(!requested && isFinished(stage));
      case Outcome.BrokeOff(_, _, _, var stage) -> notRequested(!requested && isFinished(stage));
      case Outcome.TimedOut _,
          Outcome.ResolveFailed _,
          Outcome.ConnectFailed _,
          Outcome.ProxyFailed _,
          Outcome.StartTlsFailed _,
          Outcome.NotTls _,
          Outcome.TooLarge _,
          Outcome.IdentityUnusable _,
          Outcome.OwnFault _ ->
          Optional.empty();
    };
  }

  private static Acceptance silent(boolean requested) {
    return requested ? Acceptance.UNCONFIRMED : Acceptance.NOT_REQUESTED;
  }

  private static Optional<Acceptance> notRequested(boolean holds) {
    return holds ? Optional.of(Acceptance.NOT_REQUESTED) : Optional.empty();
  }

  private static boolean isFinished(Stage stage) {
    return stage.compareTo(Stage.FINISHED) >= 0;
  }
}
