package dev.handshake.probe;

import static dev.handshake.probe.Probing.HTTP;
import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.OpensslServer;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.LabFiles;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a probe says of openssl's servers is what openssl's own client says of them. */
@RequiresProgram("openssl")
class RealServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path directory;

  private static LabFiles files;
  private static Probing probing;

  @BeforeAll
  static void open() throws IOException {
    files = PKI.writeTo(directory);
    probing = new Probing();
  }

  @AfterAll
  static void close() throws Exception {
    probing.close();
  }

  static Stream<Arguments> servers() {
    return Stream.of(
            List.of(
                "-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256", "-groups", "X25519"),
            List.of("-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384", "-groups", "P-384"),
            List.of("-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384", "-groups", "P-256"),
            List.of("-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305", "-groups", "X25519"))
        .flatMap(server -> Stream.of(Engine.values()).map(engine -> Arguments.of(server, engine)));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void protocolCipherAndGroupAreThoseThatOpensslSees(List<String> settings, Engine engine)
      throws Exception {
    try (OpensslServer server = start(settings)) {
      Report report = probing.report(target(server.port(), PLAIN), engine);
      assertThat(report.diagnosis().success()).as(Probing.said(report)).isTrue();
      Connection seen = report.observation().connection().orElseThrow();
      String brief = brief(server);
      assertThat(seen.protocol()).map(TlsVersion::word).contains(said(brief, "Protocol version"));
      assertThat(seen.cipher())
          .map(RealServersTest::opensslName)
          .contains(said(brief, "Ciphersuite"));
      assertThat(brief).contains(seen.group().map(RealServersTest::curve).orElse("no group"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatWantsAnotherKeyShareAsksForASecondHello(Engine engine) throws Exception {
    try (OpensslServer picky = start(List.of("-tls1_3", "-groups", "P-384"));
        OpensslServer easy = start(List.of("-tls1_3", "-groups", "X25519"))) {
      Connection retried = connection(probing.report(target(picky.port(), PLAIN), engine));
      assertThat(retried.helloRetryRequest()).isTrue();
      assertThat(retried.group()).contains("P-384");
      assertThat(retried.postQuantum()).contains(false);
      Connection direct = connection(probing.report(target(easy.port(), PLAIN), engine));
      assertThat(direct.helloRetryRequest()).isFalse();
    }
  }

  @Test
  void groupsThatTheServerDoesNotKnowAreAMismatch() throws Exception {
    try (OpensslServer server = start(List.of("-tls1_3", "-groups", "P-384"))) {
      ProbeModule narrow = PLAIN.withTls(groups("X25519"));
      Report report = probing.report(target(server.port(), narrow));
      assertThat(report.diagnosis().reason())
          .as(Probing.said(report))
          .contains(Reason.CIPHER_MISMATCH);
    }
  }

  @Test
  void groupsThatOnlyTheMainEngineKnowsAreAMismatchToo() throws Exception {
    try (OpensslServer server = start(List.of("-tls1_3", "-groups", "P-384"))) {
      ProbeModule narrow = PLAIN.withTls(groups("X25519MLKEM768"));
      Report report = probing.report(target(server.port(), narrow));
      assertThat(report.diagnosis().reason())
          .as(Probing.said(report))
          .contains(Reason.CIPHER_MISMATCH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatEndsAfterAskingLateWantsACertificate(Engine engine) throws Exception {
    try (OpensslServer server = start(List.of("-tls1_2"))) {
      Future<Report> begun = probing.begin(target(server.port(), HTTP), engine);
      askLate(server);
      server.close();
      assertAskedLate(Probing.await(begun));
    }
  }

  @Test
  void theSecondEngineShowsLateWhatWasAskedForLate() throws Exception {
    List<String> strict =
        List.of("-tls1_2", "-verify_return_error", "-CAfile", files.clientRoots().toString());
    try (OpensslServer server = start(strict)) {
      ProbeModule untrusted = HTTP.withIdentity(ClientCertificate.UNTRUSTED.identity());
      Future<Report> begun = probing.begin(target(server.port(), untrusted), Engine.JDK);
      askLate(server);
      Report report = Probing.await(begun);
      assertAskedLate(report);
      assertThat(report.diagnosis().alert()).map(Alert::code).contains(48);
    }
  }

  /** Once it has the request, the server renegotiates to ask who is there. */
  private static void askLate(OpensslServer server) {
    assertThat(server.says(Pattern.compile("GET /health"), PATIENCE)).isPresent();
    server.tell("R\n");
    assertThat(server.says(Pattern.compile("SSL_do_handshake"), PATIENCE)).isPresent();
  }

  private static void assertAskedLate(Report report) {
    assertThat(report.diagnosis().reason())
        .as(Probing.said(report))
        .contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
    assertThat(report.diagnosis().acceptance()).contains(Acceptance.REJECTED);
    assertThat(report.observation().client().requested()).isTrue();
    assertThat(report.observation().client().late()).isTrue();
  }

  private static OpensslServer start(List<String> settings) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(
        List.of(
            "-cert",
            files.certificate(ServerCertificate.FINE).toString(),
            "-cert_chain",
            files.certificate(ServerCertificate.FINE).toString(),
            "-key",
            files.key(ServerCertificate.FINE).toString()));
    return OpensslServer.start(all);
  }

  private static String brief(OpensslServer server) {
    try (Program client =
        Program.start("openssl", "s_client", "-brief", "-connect", "127.0.0.1:" + server.port())) {
      Pattern last = Pattern.compile("Server Temp Key: .*\\R");
      assertThat(client.says(last, PATIENCE)).as(client.output()).isPresent();
      return client.output();
    }
  }

  private static String said(String brief, String what) {
    Matcher matcher = Pattern.compile(what + ": (\\S+)").matcher(brief);
    assertThat(matcher.find()).as(brief).isTrue();
    return matcher.group(1);
  }

  /** TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 is ECDHE-ECDSA-AES256-GCM-SHA384 there. */
  private static String opensslName(String suite) {
    return suite.contains("_WITH_")
        ? suite
            .substring("TLS_".length())
            .replace("WITH_", "")
            .replace("AES_", "AES")
            .replace("_SHA256", suite.contains("CHACHA") ? "" : "_SHA256")
            .replace('_', '-')
        : suite;
  }

  private static String curve(String group) {
    return switch (group) {
      case "P-256" -> "ECDH, prime256v1";
      case "P-384" -> "ECDH, secp384r1";
      default -> group;
    };
  }

  private static TlsOffer groups(String... names) {
    TlsOffer usual = TlsOffer.DEFAULT;
    return new TlsOffer(
        usual.minVersion(),
        usual.maxVersion(),
        List.of(),
        List.of(names),
        List.of(),
        true,
        true,
        false);
  }

  private static Connection connection(Report report) {
    return report.observation().connection().orElseThrow();
  }
}
