package dev.handshake.diagnosis;

import dev.handshake.observation.Alert;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import dev.handshake.target.HttpCheck;
import java.util.Optional;

/**
 * How the server refused our certificate, or its absence.
 *
 * @param alert that it was said with
 * @param how a clause with the alert, the status or the manner of ending
 */
record Refusal(Phase phase, Optional<Alert> alert, String how) {
  private static final int DECODE_ERROR = 50;

  /**
   * Reads the refusal from an observation. It needs a CertificateRequest, and overrides whatever
   * proof of acceptance came before it.
   */
  static Optional<Refusal> of(Observation seen, ClientEvidence evidence) {
    return seen.client().requested()
        ? byHttp(seen, evidence).or(() -> byEnd(seen.outcome(), seen))
        : Optional.empty();
  }

  /**
   * Whether the HTTP answer, if there is one, says no to the certificate or its absence. 401 never
   * does (RFC 9110, section 15.5.2): it asks for credentials of another kind.
   */
  static boolean inHttp(Observation seen, ClientEvidence evidence) {
    return seen.http().filter(answer -> !isExpected(answer, seen)).stream()
        .anyMatch(answer ->
            switch (answer.status()) {
              case 495, 496 -> true;
              case 400 -> RefusalText.namesCertificate(answer.body());
              case 403 ->
                  !seen.client().sent()
                      || !evidence.proved().isEmpty()
                      || RefusalText.namesCertificate(answer.body());
              default -> false;
            });
  }

  private static boolean isExpected(HttpAnswer answer, Observation seen) {
    return seen.target().module().http().map(HttpCheck::expectStatus).stream()
        .anyMatch(expected -> expected.contains(answer.status()));
  }

  private static Optional<Refusal> byHttp(Observation seen, ClientEvidence evidence) {
    return seen.http()
        .filter(_ -> inHttp(seen, evidence))
        .map(answer ->
            new Refusal(Phase.REQUEST, Optional.empty(), "with HTTP status " + answer.status()));
  }

  private static Optional<Refusal> byEnd(Outcome outcome, Observation seen) {
    boolean late = seen.client().late() && seen.http().isEmpty();
    return switch (outcome) {
      case Outcome.AlertReceived(var alert, var stage) ->
          refusal(
                  late
                      || (alert.aboutCertificate() && afterOurs(stage))
                      || isAboutAbsence(alert, stage, seen),
                  stage,
                  "with " + Wording.alert(alert))
              .map(refusal -> new Refusal(refusal.phase(), Optional.of(alert), refusal.how()));
      case Outcome.Closed(var stage) ->
          refusal(
              late || unproved(seen, stage), stage, "by closing the connection without an alert");
      case Outcome.Reset(var stage) ->
          refusal(
              late || unproved(seen, stage), stage, "by resetting the connection without an alert");
      case Outcome.BrokeOff(_, var detail, _, var stage) ->
          refusal(late, stage, "in our own TLS library (" + detail + ")");
      case Outcome.Completed _,
          Outcome.ResolveFailed _,
          Outcome.ConnectFailed _,
          Outcome.ProxyFailed _,
          Outcome.StartTlsFailed _,
          Outcome.NotTls _,
          Outcome.TimedOut _,
          Outcome.TooLarge _,
          Outcome.IdentityUnusable _,
          Outcome.HttpInvalid _,
          Outcome.OwnFault _ ->
          Optional.empty();
    };
  }

  /** GnuTLS says of an empty Certificate in TLS 1.2 that it cannot be decoded. */
  private static boolean isAboutAbsence(Alert alert, Stage stage, Observation seen) {
    return alert.code() == DECODE_ERROR
        && stage == Stage.CLIENT_CERTIFICATE
        && !seen.client().sent();
  }

  private static Optional<Refusal> refusal(boolean refused, Stage stage, String how) {
    return refused
        ? Optional.of(new Refusal(phase(stage), Optional.empty(), how))
        : Optional.empty();
  }

  /** Whether the end came after our Certificate and before any proof that it was accepted. */
  private static boolean unproved(Observation seen, Stage stage) {
    return afterOurs(stage) && seen.client().evidence().isEmpty() && seen.http().isEmpty();
  }

  private static boolean afterOurs(Stage stage) {
    return stage.compareTo(Stage.CLIENT_CERTIFICATE) >= 0;
  }

  private static Phase phase(Stage stage) {
    return switch (stage) {
      case CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, CLIENT_CERTIFICATE -> Phase.HANDSHAKE;
      case FINISHED -> Phase.CONFIRM;
      case REQUEST -> Phase.REQUEST;
    };
  }
}
