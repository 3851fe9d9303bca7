package dev.handshake.diagnosis;

import static dev.handshake.observation.Stage.CERTIFICATE;
import static dev.handshake.observation.Stage.CLIENT_CERTIFICATE;
import static dev.handshake.observation.Stage.CLIENT_HELLO;
import static dev.handshake.observation.Stage.FINISHED;
import static dev.handshake.observation.Stage.SERVER_HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Alert;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.BreakOff;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.TlsVersion;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an alert says, by its code and the moment at which it comes. */
class AlertVerdictTest {
  private static final String WHO = "crm.example.com:443 (203.0.113.7)";

  @ParameterizedTest
  @ValueSource(ints = {40, 47, 71})
  void anAlertAboutTheOfferIsAMismatchStraightAfterTheClientHelloAlone(int code) {
    assertThat(reason(Seen.alert(code, CLIENT_HELLO))).isEqualTo(Reason.CIPHER_MISMATCH);
    assertThat(reason(Seen.alert(code, SERVER_HELLO))).isEqualTo(Reason.HANDSHAKE_REJECTED);
    assertThat(reason(Seen.alert(code, CERTIFICATE))).isEqualTo(Reason.HANDSHAKE_REJECTED);
    assertThat(reason(Seen.alert(code, CLIENT_CERTIFICATE))).isEqualTo(Reason.HANDSHAKE_REJECTED);
  }

  @ParameterizedTest
  @EnumSource
  void alert70IsAProtocolMismatchWhenever(Stage stage) {
    assertThat(reason(Seen.alert(70, stage))).isEqualTo(Reason.PROTOCOL_MISMATCH);
  }

  @Test
  void aProtocolMismatchNamesWhatWasOffered() {
    assertThat(Seen.alert(70, CLIENT_HELLO).diagnose().summary())
        .isEqualTo(WHO + " does not speak TLSv1.2 to TLSv1.3: alert 70 (protocol_version).");
    assertThat(
            Seen.alert(70, CLIENT_HELLO)
                .module(now ->
                    now.withTls(now.tls().withVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_3)))
                .diagnose()
                .summary())
        .isEqualTo(WHO + " does not speak TLSv1.3: alert 70 (protocol_version).");
  }

  @Test
  void aFatalAlertAboutTheServerNameNamesIt() {
    Diagnosis diagnosis = Seen.alert(112, CLIENT_HELLO).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.SERVER_NAME_UNRECOGNIZED);
    assertThat(diagnosis.summary())
        .isEqualTo(
            WHO + " does not know the server name crm.example.com: alert 112 (unrecognized_name).");
  }

  @Test
  void aFatalAlertAboutTheServerNameSaysThatNoneWasSent() {
    Diagnosis diagnosis =
        Seen.alert(112, CLIENT_HELLO).at("203.0.113.7:443", "203.0.113.7").diagnose();

    assertThat(diagnosis.summary())
        .isEqualTo(
            "203.0.113.7:443 wants a server name, and none was sent: alert 112 (unrecognized_name).");
  }

  @Test
  void aWarningAboutTheServerNameIsAFindingAlone() {
    Diagnosis diagnosis = Seen.completed().serverNameWarning().diagnose();

    assertThat(diagnosis.success()).isTrue();
    assertThat(diagnosis.findings().words()).containsExactly("server_name_warning");
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT_HELLO, HANDSHAKE",
    "CLIENT_CERTIFICATE, HANDSHAKE",
    "FINISHED, CONFIRM",
    "REQUEST, CONFIRM"
  })
  void anyOtherAlertIsARejectionOfTheHandshake(Stage stage, Phase phase) {
    Diagnosis diagnosis = Seen.alert(80, stage).asking().diagnose();

    assertThat(diagnosis.reason()).contains(Reason.HANDSHAKE_REJECTED);
    assertThat(diagnosis.phase()).contains(phase);
    assertThat(diagnosis.summary())
        .isEqualTo(WHO + " refused the handshake with alert 80 (internal_error).");
    assertThat(diagnosis.alert().map(Alert::code)).contains(80);
  }

  @Test
  void anAlertWithoutANameIsNumbered() {
    assertThat(Seen.alert(200, CLIENT_HELLO).diagnose().summary())
        .contains("alert 200 (alert_200)");
  }

  @Test
  void theAlertThatWeSentIsTold() {
    Alert sent = new Alert(Alert.Direction.SENT, 10);
    Outcome outcome =
        new Outcome.BrokeOff(BreakOff.VIOLATION, "UNEXPECTED_MESSAGE", Optional.of(sent), FINISHED);

    assertThat(Seen.of(outcome).diagnose().alert()).contains(sent);
    assertThat(Seen.completed().diagnose().alert()).isEmpty();
  }

  private static Reason reason(Seen seen) {
    return seen.diagnose().reason().orElseThrow();
  }
}
