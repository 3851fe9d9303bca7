package dev.handshake.diagnosis;

import static dev.handshake.observation.Stage.CERTIFICATE;
import static dev.handshake.observation.Stage.CLIENT_CERTIFICATE;
import static dev.handshake.observation.Stage.CLIENT_HELLO;
import static dev.handshake.observation.Stage.FINISHED;
import static dev.handshake.observation.Stage.REQUEST;
import static dev.handshake.observation.Stage.SERVER_HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.BreakOff;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Acceptance is a fact of its own: what the server said of our certificate, and what proves it. */
class AcceptanceTest {
  private static final List<Integer> ABOUT_CERTIFICATE =
      List.of(40, 41, 42, 43, 44, 45, 46, 48, 49, 51, 116);

  @Test
  void isNotRequestedWithoutACertificateRequest() {
    Diagnosis diagnosis = Seen.completed().diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.NOT_REQUESTED);
    assertThat(diagnosis.success()).isTrue();
    assertThat(diagnosis.findings().all()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER_FINISHED", "SESSION_TICKET"})
  void isConfirmedByTlsAloneWithARemark(Evidence proof) {
    Diagnosis diagnosis = Seen.completed().sent().proved(proof).diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(diagnosis.findings().all()).containsExactly(Remark.ACCEPTANCE_TLS_ONLY);
    assertThat(diagnosis.success()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"APPLICATION_DATA", "HTTP_STATUS"})
  void isConfirmedByTheApplicationWithoutARemark(Evidence proof) {
    Diagnosis diagnosis = Seen.completed().sent().proved(proof).diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(diagnosis.findings().all()).isEmpty();
  }

  @Test
  void isUnconfirmedAfterSilence() {
    Diagnosis diagnosis = Seen.completed().sent().diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.UNCONFIRMED);
    assertThat(diagnosis.success()).isTrue();
    assertThat(diagnosis.findings().all()).containsExactly(Reason.ACCEPTANCE_UNCONFIRMED);
  }

  @Test
  void isUnconfirmedWhereTheConfirmPhaseRanOutOfTime() {
    Diagnosis diagnosis = Seen.timedOut(Phase.CONFIRM).sent().diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.UNCONFIRMED);
    assertThat(diagnosis.reason()).isEmpty();
  }

  @Test
  void isRejectedByAnAlertAboutTheCertificateAlone() {
    List<Integer> rejecting =
        IntStream.rangeClosed(0, 255)
            .filter(code -> isRejected(Seen.alert(code, FINISHED).sent()))
            .boxed()
            .toList();

    assertThat(rejecting).isEqualTo(ABOUT_CERTIFICATE);
  }

  @ParameterizedTest
  @EnumSource
  void isRejectedByAnAlertAfterOurCertificateAlone(Stage stage) {
    boolean after = List.of(CLIENT_CERTIFICATE, FINISHED, REQUEST).contains(stage);

    assertThat(isRejected(Seen.alert(48, stage).sent())).isEqualTo(after);
    assertThat(isRejected(Seen.alert(116, stage).requested())).isEqualTo(after);
  }

  @Test
  void isRejectedByADecodeErrorThatFollowsAnEmptyCertificate() {
    assertThat(isRejected(Seen.alert(50, CLIENT_CERTIFICATE).requested())).isTrue();
    assertThat(Seen.alert(50, CLIENT_CERTIFICATE).requested().diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
    assertThat(isRejected(Seen.alert(50, CLIENT_CERTIFICATE).sent())).isFalse();
    assertThat(isRejected(Seen.alert(50, FINISHED).requested())).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void isNeverRejectedWhereNoCertificateWasAskedFor(Stage stage) {
    assertThat(isRejected(Seen.alert(42, stage))).isFalse();
    assertThat(isRejected(Seen.closed(stage))).isFalse();
    assertThat(isRejected(Seen.reset(stage))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void isRejectedByAnEndAfterOurCertificateAndBeforeAnyProof(Stage stage) {
    boolean after = List.of(CLIENT_CERTIFICATE, FINISHED, REQUEST).contains(stage);

    assertThat(isRejected(Seen.closed(stage).sent())).isEqualTo(after);
    assertThat(isRejected(Seen.reset(stage).sent())).isEqualTo(after);
    assertThat(isRejected(Seen.reset(stage).requested())).isEqualTo(after);
  }

  @ParameterizedTest
  @EnumSource
  void isConfirmedWhereTheEndCameAfterTheProof(Evidence proof) {
    Diagnosis diagnosis = Seen.closed(FINISHED).sent().proved(proof).diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(diagnosis.success()).isTrue();
  }

  @Test
  void isRejectedByAnAlertThatFollowsATicketAndTheTicketProvesNothing() {
    Seen seen = Seen.alert(46, FINISHED).sent().proved(Evidence.SESSION_TICKET);

    assertThat(Answer.of(seen.observation(), ClientEvidence.NONE).evidence()).isEmpty();
    assertThat(seen.diagnose().acceptance()).contains(Acceptance.REJECTED);
    assertThat(seen.diagnose().reason()).contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(seen.diagnose().findings().all())
        .containsExactly(Reason.CLIENT_CERTIFICATE_REJECTED);
  }

  @Test
  void isUnknownAfterAnAlertAboutSomethingElse() {
    Diagnosis diagnosis = Seen.alert(80, FINISHED).sent().diagnose();

    assertThat(diagnosis.acceptance()).isEmpty();
    assertThat(diagnosis.reason()).contains(Reason.HANDSHAKE_REJECTED);
  }

  static Stream<Outcome> outcomesBeforeTheHandshakeEnded() {
    return Stream.of(
        new Outcome.ResolveFailed(Outcome.ResolveFault.NOT_FOUND, "x does not exist"),
        new Outcome.ConnectFailed(Outcome.ConnectFault.REFUSED, "203.0.113.7:443"),
        new Outcome.NotTls("SSH-2.0"),
        new Outcome.TimedOut(Phase.HANDSHAKE),
        new Outcome.TooLarge(300_000),
        new Outcome.IdentityUnusable("gateway", "its key is missing"),
        new Outcome.OwnFault(Phase.REQUEST, "out of memory"),
        new Outcome.Closed(CLIENT_HELLO),
        new Outcome.Reset(SERVER_HELLO),
        new Outcome.AlertReceived(new Alert(Alert.Direction.RECEIVED, 40), CERTIFICATE),
        new Outcome.BrokeOff(
            BreakOff.VIOLATION, "WRONG_VERSION", Optional.empty(), CLIENT_CERTIFICATE));
  }

  @ParameterizedTest
  @MethodSource("outcomesBeforeTheHandshakeEnded")
  void isUnknownBeforeTheHandshakeEnded(Outcome outcome) {
    assertThat(Seen.of(outcome).diagnose().acceptance()).isEmpty();
    assertThat(Seen.of(outcome).diagnose().success()).isFalse();
  }

  @Test
  void refusalWithoutACertificateAsksForOne() {
    Diagnosis diagnosis = Seen.alert(116, FINISHED).requested().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
    assertThat(diagnosis.phase()).contains(Phase.CONFIRM);
    assertThat(diagnosis.alert().map(Alert::code)).contains(116);
    assertThat(diagnosis.summary())
        .contains("crm.example.com:443", "203.0.113.7", "alert 116 (certificate_required)");
  }

  @Test
  void refusalOfOursNamesTheIdentityAndTheManner() {
    Diagnosis byAlert = Seen.alert(45, CLIENT_CERTIFICATE).sent().diagnose();
    Diagnosis byReset = Seen.reset(REQUEST).sent().diagnose();
    Diagnosis byEnd = Seen.closed(FINISHED).sent().diagnose();

    assertThat(byAlert.phase()).contains(Phase.HANDSHAKE);
    assertThat(byAlert.summary()).contains("identity gateway", "alert 45 (certificate_expired)");
    assertThat(byReset.phase()).contains(Phase.REQUEST);
    assertThat(byReset.summary()).contains("resetting");
    assertThat(byEnd.phase()).contains(Phase.CONFIRM);
    assertThat(byEnd.summary()).contains("closing");
  }

  // ---- renegotiation and post-handshake authentication ----

  static Stream<Seen> endsAfterALateRequest() {
    return Stream.of(
        Seen.alert(100, REQUEST),
        Seen.alert(40, FINISHED),
        Seen.closed(REQUEST),
        Seen.reset(FINISHED),
        Seen.of(
            new Outcome.BrokeOff(
                BreakOff.VIOLATION, "NO_RENEGOTIATION", Optional.empty(), REQUEST)),
        Seen.completed().asking().answered(403));
  }

  @ParameterizedTest
  @MethodSource("endsAfterALateRequest")
  void refusalAfterALateRequestSaysWhyNoneWasSent(Seen seen) {
    Diagnosis diagnosis = seen.askedLate().diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.REJECTED);
    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
    assertThat(diagnosis.summary()).contains("only after the handshake", "renegotiation");
  }

  @Test
  void aLateRequestThatIsNotInsistedOnRefusesNobody() {
    Diagnosis diagnosis = Seen.completed().askedLate().answered(200).diagnose();

    assertThat(diagnosis.success()).isTrue();
    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
  }

  @Test
  void silenceAfterALateRequestIsExplained() {
    Diagnosis diagnosis = Seen.timedOut(Phase.REQUEST).askedLate().asking().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.HTTP_TIMEOUT);
    assertThat(diagnosis.summary()).contains("asked for a client certificate after the handshake");
  }

  // ---- confirm: required ----

  @Test
  void silenceFailsWhereProofIsRequired() {
    Diagnosis diagnosis = Seen.completed().sent().confirmRequired().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.ACCEPTANCE_UNCONFIRMED);
    assertThat(diagnosis.phase()).contains(Phase.CONFIRM);
    assertThat(diagnosis.summary()).contains("crm.example.com:443", "silent");
    assertThat(diagnosis.findings().all()).containsExactly(Reason.ACCEPTANCE_UNCONFIRMED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void otherAnswersAreNoSilenceWhereProofIsRequired(boolean asked) {
    Seen seen = Seen.completed().confirmRequired();

    assertThat((asked ? seen.sent().proved(Evidence.SESSION_TICKET) : seen).diagnose().success())
        .isTrue();
  }

  private static boolean isRejected(Seen seen) {
    Diagnosis diagnosis = seen.diagnose();
    boolean rejected = diagnosis.acceptance().equals(Optional.of(Acceptance.REJECTED));
    boolean named =
        diagnosis
            .reason()
            .filter(reason ->
                reason.compareTo(Reason.CLIENT_CERTIFICATE_REQUIRED) >= 0
                    && reason.compareTo(Reason.CLIENT_CERTIFICATE_REJECTED) <= 0)
            .isPresent();
    assertThat(named).as(diagnosis.summary()).isEqualTo(rejected);
    return rejected;
  }
}
