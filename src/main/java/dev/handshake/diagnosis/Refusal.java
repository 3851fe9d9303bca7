package dev.handshake.diagnosis;

import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import dev.handshake.target.HttpCheck;
import java.util.Optional;

/** The server's answer to our certificate, as the outcome of one probe shows it. */
sealed interface Refusal {
  /** Not refused: nothing was asked, or proof came, or silence. */
  record None() implements Refusal {}

  /**
   * Refused, our certificate or its absence.
   *
   * @param how a clause with the alert, the status or the manner of ending
   */
  record Refused(Phase phase, String how) implements Refusal {}

  /** Reads the refusal, if there is one, from an observation. */
  static Refusal of(Observation seen) {
    ClientAuthentication client = seen.client();
    if (!client.requested()) {
      return new None();
    }
    return switch (seen.outcome()) {
      case Outcome.AlertReceived(var alert, var stage)
          when alert.aboutCertificate() && afterOurs(stage) ->
          new Refused(phase(stage), "with alert %d (%s)".formatted(alert.code(), alert.name()));
      case Outcome.Closed(var stage) when unproved(client, stage) ->
          new Refused(phase(stage), "by closing the connection without an alert");
      case Outcome.Reset(var stage) when unproved(client, stage) ->
          new Refused(phase(stage), "by resetting the connection without an alert");
      case Outcome.AlertReceived _, Outcome.Closed _, Outcome.Reset _, Outcome.BrokeOff _ ->
          client.late() ? late() : new None();
      case Outcome.Completed _ -> byHttp(seen);
      default -> new None();
    };
  }

  /**
   * Where the server stands with us, judged by what is proved; empty where the handshake did not
   * get that far.
   */
  static Optional<Acceptance> acceptance(Observation seen) {
    ClientAuthentication client = seen.client();
    if (of(seen) instanceof Refused) {
      return Optional.of(Acceptance.REJECTED);
    }
    if (client.evidence().isPresent()) {
      return Optional.of(Acceptance.CONFIRMED);
    }
    boolean finished =
        switch (seen.outcome()) {
          case Outcome.Completed _, Outcome.HttpInvalid _ -> true;
          case Outcome.TimedOut(var phase) -> phase == Phase.CONFIRM || phase == Phase.REQUEST;
          case Outcome.Closed(var stage) -> stage.compareTo(Stage.FINISHED) >= 0;
          case Outcome.Reset(var stage) -> stage.compareTo(Stage.FINISHED) >= 0;
          case Outcome.AlertReceived(_, var stage) -> stage.compareTo(Stage.FINISHED) >= 0;
          case Outcome.BrokeOff(_, _, _, var stage) -> stage.compareTo(Stage.FINISHED) >= 0;
          default -> false;
        };
    if (!finished) {
      return Optional.empty();
    }
    return Optional.of(client.requested() ? Acceptance.UNCONFIRMED : Acceptance.NOT_REQUESTED);
  }

  private static Refused late() {
    return new Refused(
        Phase.REQUEST, "after it had asked for a client certificate once the handshake was over");
  }

  private static Refusal byHttp(Observation seen) {
    return seen.http()
        .filter(answer -> refusesCertificate(answer, seen))
        .<Refusal>map(answer -> new Refused(Phase.REQUEST, "with HTTP status " + answer.status()))
        .orElseGet(None::new);
  }

  private static boolean refusesCertificate(HttpAnswer answer, Observation seen) {
    boolean expected =
        seen.target()
            .module()
            .http()
            .map(HttpCheck::expectStatus)
            .orElseThrow()
            .contains(answer.status());
    if (expected) {
      return false;
    }
    return switch (answer.status()) {
      case 495, 496 -> true;
      case 400 -> RefusalText.saysMissing(answer).isPresent();
      case 403 -> RefusalText.saysMissing(answer).isPresent() || !seen.client().sent();
      default -> false;
    };
  }

  private static boolean afterOurs(Stage stage) {
    return stage.compareTo(Stage.CLIENT_CERTIFICATE) >= 0;
  }

  /** Whether the end came after our certificate and before any proof that it was accepted. */
  private static boolean unproved(ClientAuthentication client, Stage stage) {
    return afterOurs(stage) && client.evidence().isEmpty();
  }

  private static Phase phase(Stage stage) {
    return switch (stage) {
      case CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, CLIENT_CERTIFICATE -> Phase.HANDSHAKE;
      case FINISHED -> Phase.CONFIRM;
      case REQUEST -> Phase.REQUEST;
    };
  }

  /** Whether what was proved is more than that the TLS layer did not refuse. */
  static boolean byTlsAlone(Observation seen) {
    return seen.client().evidence().filter(evidence -> !evidence.byApplication()).isPresent();
  }

  /** The proof, if any. */
  static Optional<Evidence> evidence(Observation seen) {
    return of(seen) instanceof Refused ? Optional.empty() : seen.client().evidence();
  }
}
