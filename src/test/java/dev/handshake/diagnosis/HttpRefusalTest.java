package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Stage;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which HTTP answers refuse the certificate, and which only disappoint. */
class HttpRefusalTest {
  private static final String NGINX =
      "<html><head><title>400 The SSL certificate error</title></head></html>";

  @ParameterizedTest
  @ValueSource(ints = {495, 496})
  void itsOwnStatusCodesRefuseWhateverTheBody(int status) {
    Diagnosis diagnosis = Seen.completed().sent().answered(status).diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.REJECTED);
    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(diagnosis.phase()).contains(Phase.REQUEST);
    assertThat(diagnosis.summary()).contains("gateway", "with HTTP status " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403})
  void aBodyThatNamesTheCertificateRefuses(int status) {
    assertThat(Seen.completed().sent().answered(status, NGINX).diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(Seen.completed().requested().answered(status, NGINX).diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403})
  void aBodyThatDoesNotIsAnUnexpectedStatusOfAnAcceptedClient(int status) {
    Diagnosis diagnosis = Seen.completed().sent().answered(status, "Bad Request").diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(diagnosis.reason()).contains(Reason.HTTP_STATUS);
    assertThat(diagnosis.phase()).contains(Phase.REQUEST);
    assertThat(diagnosis.summary())
        .isEqualTo(
            "crm.example.com:443 (203.0.113.7) answered GET /health with status "
                + status
                + ", expected was 200.");
  }

  @Test
  void forbiddenRefusesWhereNoneWasSent() {
    Diagnosis diagnosis =
        Seen.completed().requested().answered(403, "{\"message\":\"Forbidden\"}").diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.REJECTED);
    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
  }

  @Test
  void aBadRequestDoesNotRefuseWhereNoneWasSent() {
    assertThat(Seen.completed().requested().answered(400, "Bad Request").diagnose().reason())
        .contains(Reason.HTTP_STATUS);
  }

  @Test
  void unauthorizedNeverRefusesAndProvesAcceptance() {
    String body = "No required TLS certificate was sent";
    Diagnosis sent = Seen.completed().sent().answered(401, body).diagnose();
    Diagnosis none = Seen.completed().requested().answered(401, body).diagnose();
    Diagnosis expected = Seen.completed().sent().asking(401).answered(401, body).diagnose();

    assertThat(sent.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(sent.reason()).contains(Reason.HTTP_STATUS);
    assertThat(none.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(none.reason()).contains(Reason.HTTP_STATUS);
    assertThat(expected.success()).isTrue();
  }

  @Test
  void noOtherStatusRefuses() {
    int[] refusing =
        IntStream.rangeClosed(100, 599)
            .filter(status -> status != 200)
            .filter(status ->
                Seen.completed()
                    .requested()
                    .answered(status, NGINX)
                    .diagnose()
                    .acceptance()
                    .equals(Optional.of(Acceptance.REJECTED)))
            .toArray();

    assertThat(refusing).containsExactly(400, 403, 495, 496);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 495, 496})
  void anExpectedStatusNeverRefuses(int status) {
    Diagnosis diagnosis =
        Seen.completed().requested().asking(status).answered(status, NGINX).diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(diagnosis.success()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 495, 496})
  void nothingRefusesWhereNoCertificateWasAskedFor(int status) {
    Diagnosis diagnosis = Seen.completed().answered(status, NGINX).diagnose();

    assertThat(diagnosis.acceptance()).contains(Acceptance.NOT_REQUESTED);
    assertThat(diagnosis.reason()).contains(Reason.HTTP_STATUS);
  }

  @Test
  void anAnswerCountsThoughTheConnectionBrokeWhileItsBodyWasRead() {
    Diagnosis diagnosis = Seen.alert(80, Stage.REQUEST).sent().answered(400, NGINX).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(diagnosis.summary()).contains("HTTP status 400");
  }

  @Test
  void expectedStatusesAreWrittenAsARangeWhereTheyAreOne() {
    Integer[] successes = IntStream.range(200, 300).boxed().toArray(Integer[]::new);

    assertThat(Seen.completed().asking(successes).answered(500).diagnose().summary())
        .endsWith("expected was 200 to 299.");
    assertThat(Seen.completed().asking(204, 200).answered(500).diagnose().summary())
        .endsWith("expected was 200 or 204.");
  }
}
