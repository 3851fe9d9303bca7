package dev.handshake.probe;

import static dev.handshake.probe.Probing.MUTUAL;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.HttpCheck.HeaderValue;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our certificate is shown to every server, on purpose; nothing else is shown to one whose chain
 * and name have not verified.
 */
class SecretsTest {
  private static final String SECRET = "a-token-that-nobody-else-may-see";
  private static final HttpCheck CHECK =
      new HttpCheck(
          "GET",
          "/health",
          Map.of(
              "Authorization", new HeaderValue(SECRET, true),
              "X-Literal", new HeaderValue("written in the file", false)),
          Set.of(200),
          Duration.ofSeconds(5));
  private static final ProbeModule MODULE = MUTUAL.withHttp(CHECK);

  private static Probing probing;

  @BeforeAll
  static void open() {
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  /** What came in on one connection, once decrypted. */
  private record Heard(String clientCertificate, String plaintext) {}

  static Stream<Arguments> unverified() {
    return Stream.of(
            Arguments.of(ServerCertificate.UNKNOWN_ROOT, Reason.CERTIFICATE_UNTRUSTED),
            Arguments.of(ServerCertificate.SELF_SIGNED, Reason.CERTIFICATE_SELF_SIGNED),
            Arguments.of(
                ServerCertificate.MISSING_INTERMEDIATE, Reason.CERTIFICATE_CHAIN_INCOMPLETE),
            Arguments.of(ServerCertificate.OTHER_NAME, Reason.CERTIFICATE_NAME_MISMATCH),
            Arguments.of(ServerCertificate.EXPIRED, Reason.CERTIFICATE_EXPIRED))
        .flatMap(row ->
            Stream.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)
                .flatMap(version ->
                    Stream.of(Engine.values())
                        .map(engine -> Arguments.of(row.get()[0], row.get()[1], version, engine))));
  }

  @ParameterizedTest
  @MethodSource("unverified")
  void noRequestReachesAServerThatDoesNotVerify(
      ServerCertificate shown, Reason reason, TlsVersion version, Engine engine) throws Exception {
    try (Interceptor interceptor = new Interceptor(shown, version)) {
      Report report = probing.report(target(interceptor.port(), MODULE), engine);
      Heard heard = interceptor.heard();
      assertThat(heard.plaintext()).isEmpty();
      assertThat(heard.clientCertificate()).contains(ClientCertificate.ACCEPTED.identity());
      assertThat(report.diagnosis().reason()).contains(reason);
      assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
      assertThat(report.observation().requestHeldBack()).isTrue();
      assertThat(report.toString()).doesNotContain(SECRET);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutVerificationTheRequestLeavesItsSecretsBehind(Engine engine) throws Exception {
    try (Interceptor interceptor =
        new Interceptor(ServerCertificate.UNKNOWN_ROOT, TlsVersion.TLS_1_3)) {
      ProbeModule trusting = MODULE.withTls(unverifying());
      Report report = probing.report(target(interceptor.port(), trusting), engine);
      assertThat(interceptor.heard().plaintext())
          .startsWith("GET /health HTTP/1.1\r\n")
          .contains("written in the file")
          .doesNotContain(SECRET)
          .doesNotContainIgnoringCase("authorization");
      assertThat(report.observation().requestHeldBack()).isFalse();
      assertThat(report.observation().http()).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aVerifiedServerIsToldEverything(Engine engine) throws Exception {
    try (Interceptor server = new Interceptor(ServerCertificate.FINE, TlsVersion.TLS_1_3)) {
      Report report = probing.report(target(server.port(), MODULE), engine);
      assertThat(server.heard().plaintext())
          .startsWith("GET /health HTTP/1.1\r\n")
          .containsIgnoringCase("authorization: " + SECRET)
          .contains("written in the file");
      assertThat(report.diagnosis().success()).as(report.diagnosis().summary()).isTrue();
      assertThat(report.toString()).doesNotContain(SECRET);
    }
  }

  @Test
  void aVerdictThatComesAfterTheSilenceStillEndsTheProbe() throws Exception {
    Promise<Boolean> verdict = Promise.promise();
    try (ScriptedServer silent =
        ScriptedServer.start(socket -> {
          new HandmadeTls(socket, PKI.server(ServerCertificate.FINE))
              .hello()
              .flight(true)
              .flush()
              .readClientFlight();
          ScriptedServer.drain(socket);
        })) {
      Duration longer = Duration.ofMinutes(10); // than anybody here waits
      ProbeModule patient =
          MUTUAL
              .withTiming(MUTUAL.timing().withTimeout(longer))
              .withHttp(new HttpCheck("GET", "/", Map.of(), Set.of(200), longer));
      Duration late = patient.timing().confirmTimeout().multipliedBy(3).dividedBy(2);
      probing.vertx().setTimer(late.toMillis(), _ -> verdict.complete(false));
      Observation seen =
          probing.observation(
              target(silent.port(), patient), Engine.BORINGSSL, (_, _, _) -> verdict.future());
      assertThat(seen.outcome()).isEqualTo(new Outcome.Completed());
      assertThat(seen.requestHeldBack()).isTrue();
    }
  }

  @Test
  void aVerdictThatNeverComesIsOurOwnFault() throws Exception {
    try (Interceptor server = new Interceptor(ServerCertificate.FINE, TlsVersion.TLS_1_2)) {
      Observation seen =
          probing.observation(
              target(server.port(), MODULE.withHttp(CHECK.withTimeout(Duration.ofMillis(500)))),
              Engine.BORINGSSL,
              (_, _, _) -> Promise.<Boolean>promise().future());
      assertThat(seen.outcome()).isInstanceOf(Outcome.OwnFault.class);
      assertThat(server.heard().plaintext()).isEmpty();
    }
  }

  @Test
  void aVerifierThatFailsIsOurOwnFaultAndNoServers() throws Exception {
    try (Interceptor server = new Interceptor(ServerCertificate.FINE, TlsVersion.TLS_1_3)) {
      Observation seen =
          probing.observation(
              target(server.port(), MODULE),
              Engine.BORINGSSL,
              (_, _, _) -> {
                throw new IllegalStateException("planted");
              });
      assertThat(seen.outcome())
          .isInstanceOfSatisfying(
              Outcome.OwnFault.class, fault -> assertThat(fault.detail()).contains("planted"));
      assertThat(server.heard().plaintext()).isEmpty();
    }
  }

  @Test
  void aVerdictThatFailsHoldsTheRequestBack() throws Exception {
    try (Interceptor server = new Interceptor(ServerCertificate.FINE, TlsVersion.TLS_1_3)) {
      Observation seen =
          probing.observation(
              target(server.port(), MODULE),
              Engine.BORINGSSL,
              (_, _, _) -> Future.failedFuture("planted"));
      assertThat(seen.requestHeldBack()).isTrue();
      assertThat(server.heard().plaintext()).isEmpty();
    }
  }

  private static TlsOffer unverifying() {
    TlsOffer usual = TlsOffer.DEFAULT;
    return new TlsOffer(
        usual.minVersion(),
        usual.maxVersion(),
        usual.ciphers(),
        usual.groups(),
        usual.alpn(),
        true,
        false,
        false);
  }

  /** A server that asks for a certificate, answers every request, and keeps all that it reads. */
  private static final class Interceptor implements AutoCloseable {
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final ScriptedServer server;

    Interceptor(ServerCertificate shown, TlsVersion version) throws Exception {
      this.server =
          ScriptedServer.start(
              new JdkTls(
                  PKI.server(shown),
                  parameters -> {
                    parameters.setNeedClientAuth(true);
                    parameters.setProtocols(new String[] {version.word()});
                  },
                  this::listen));
    }

    private void listen(SSLSocket tls) throws IOException {
      X509Certificate client = (X509Certificate) tls.getSession().getPeerCertificates()[0];
      ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
      try {
        byte[] buffer = new byte[4096];
        for (int read = tls.getInputStream().read(buffer);
            read >= 0;
            read = tls.getInputStream().read(buffer)) {
          plaintext.write(buffer, 0, read);
          tls.getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      } finally {
        heard.add(
            new Heard(
                client.getSubjectX500Principal().getName(),
                plaintext.toString(StandardCharsets.ISO_8859_1)));
      }
    }

    int port() {
      return server.port();
    }

    /** All that was read from one connection, once it has ended. */
    Heard heard() throws InterruptedException {
      Heard next = heard.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("what one connection brought").isNotNull();
      return next;
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
