package dev.handshake.probe;

import static dev.handshake.probe.Probing.HTTP;
import static dev.handshake.probe.Probing.MUTUAL_HTTP;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.ProbeModule;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The answer on the connection that just shook hands, as far as it is read. */
class HttpAnswersTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  /** How a server answers once it has read the request. */
  @FunctionalInterface
  private interface Answer {
    void give(HandmadeTls tls) throws IOException, GeneralSecurityException;
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            page(400, "<center>No required SSL certificate was sent</center>"),
            false,
            Reason.CLIENT_CERTIFICATE_REQUIRED),
        Arguments.of(
            page(400, "<center>The SSL certificate error</center>"),
            true,
            Reason.CLIENT_CERTIFICATE_REJECTED),
        Arguments.of(page(403, "no"), false, Reason.CLIENT_CERTIFICATE_REQUIRED),
        Arguments.of(page(495, ""), true, Reason.CLIENT_CERTIFICATE_REJECTED),
        Arguments.of(page(496, ""), false, Reason.CLIENT_CERTIFICATE_REQUIRED));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void someAnswersRefuseTheCertificate(String answer, boolean shown, Reason reason)
      throws Exception {
    Report report = examine(shown ? MUTUAL_HTTP : HTTP, tls -> tls.data(answer).flush());
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(reason);
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.REJECTED);
  }

  static Stream<Arguments> otherAnswers() {
    return Stream.of(
        Arguments.of(page(401, "client certificate? a password will do"), false),
        Arguments.of(page(401, ""), true),
        Arguments.of(page(400, "a query parameter is missing"), true),
        Arguments.of(page(403, "not with that role"), true),
        Arguments.of(page(500, "The SSL certificate error"), true),
        Arguments.of(page(302, ""), true));
  }

  @ParameterizedTest
  @MethodSource("otherAnswers")
  void otherAnswersProveAcceptanceWhateverTheirStatus(String answer, boolean shown)
      throws Exception {
    Report report = examine(shown ? MUTUAL_HTTP : HTTP, tls -> tls.data(answer).flush());
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(Reason.HTTP_STATUS);
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
    assertThat(report.observation().client().evidence()).contains(Evidence.HTTP_STATUS);
  }

  @Test
  void anAnswerMayComeInPieces() throws Exception {
    Report report =
        examine(
            MUTUAL_HTTP,
            tls -> {
              for (int at = 0; at < OK.length(); at++) {
                tls.data(OK.substring(at, at + 1)).flush();
              }
            });
    assertThat(report.diagnosis().success()).as(Probing.said(report)).isTrue();
  }

  @Test
  void anInterimAnswerIsNotTheAnswer() throws Exception {
    Report report =
        examine(
            MUTUAL_HTTP,
            tls ->
                tls.data("HTTP/1.1 100 Continue\r\n\r\n")
                    .data("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
                    .data(OK)
                    .flush());
    assertThat(report.diagnosis().success()).as(Probing.said(report)).isTrue();
    assertThat(report.observation().http()).map(HttpAnswer::status).contains(200);
  }

  @Test
  void aFloodOfHeadersIsNoAnswer() throws Exception {
    Report report =
        examine(
            MUTUAL_HTTP,
            tls -> {
              tls.data("HTTP/1.1 200 OK\r\n").flush();
              for (int sent = 0; sent < 8 << 20; sent += 8192) {
                tls.data("X-Flood: " + "x".repeat(8181) + "\r\n").flush();
              }
            });
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(Reason.HTTP_INVALID);
    assertThat(report.diagnosis().summary()).contains("larger than 64 KiB");
    assertThat(bytesIn(report)).isLessThan(1 << 20);
  }

  @Test
  void aBodyIsReadNoFurtherThanItsExplanation() throws Exception {
    Report report =
        examine(
            MUTUAL_HTTP,
            tls -> {
              tls.data("HTTP/1.1 403 Forbidden\r\nContent-Length: 100000000\r\n\r\n").flush();
              for (int sent = 0; sent < 8 << 20; sent += 8192) {
                tls.data("n".repeat(8192)).flush();
              }
            });
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(Reason.HTTP_STATUS);
    assertThat(report.observation().http())
        .map(HttpAnswer::body)
        .hasValueSatisfying(body -> assertThat(body).hasSize(8192));
    assertThat(bytesIn(report)).isLessThan(1 << 20);
  }

  @Test
  void aBodyThatEndsInAResetWasAnAnswer() throws Exception {
    Report report =
        examine(
            MUTUAL_HTTP,
            tls ->
                tls.data(page(400, "cut").replace("Length: 3", "Length: 5000"))
                    .alert(2, 80)
                    .flush());
    assertThat(report.diagnosis().reason()).as(Probing.said(report)).contains(Reason.HTTP_STATUS);
    assertThat(report.observation().http()).map(HttpAnswer::status).contains(400);
  }

  @Test
  void anEndBeforeTheLastHeaderIsNoAnswer() throws Exception {
    Report report =
        examine(MUTUAL_HTTP, tls -> tls.data("HTTP/1.1 200 OK\r\nX-Cut: ").alert(1, 0).flush());
    assertThat(report.diagnosis().success()).as(Probing.said(report)).isFalse();
    assertThat(report.observation().http()).isEmpty();
  }

  @Test
  void anAnswerWithARetryTimeKeepsIt() throws Exception {
    Report report =
        examine(
            MUTUAL_HTTP,
            tls ->
                tls.data("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")
                    .flush());
    assertThat(report.observation().http())
        .map(HttpAnswer::retryAfter)
        .contains(Optional.of(Duration.ofSeconds(7)));
  }

  private static long bytesIn(Report report) {
    return report.observation().connection().orElseThrow().bytesIn();
  }

  private static String page(int status, String body) {
    return "HTTP/1.1 %d Said\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  private static Report examine(ProbeModule module, Answer answer) throws Exception {
    ScriptedServer.Conversation conversation =
        socket -> {
          HandmadeTls tls = new HandmadeTls(socket, PKI.server(ServerCertificate.FINE)).hello();
          tls.flight(true).flush().readClientFlight().ticket().flush().readData();
          answer.give(tls);
          ScriptedServer.drain(socket);
        };
    try (ScriptedServer server = ScriptedServer.start(conversation)) {
      return probing.report(target(server.port(), module), Engine.BORINGSSL);
    }
  }
}
