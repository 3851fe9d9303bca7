package dev.handshake.probe;

import static dev.handshake.probe.Probing.PKI;
import static dev.handshake.probe.Probing.PLAIN;
import static dev.handshake.probe.Probing.target;
import static dev.handshake.target.TlsVersion.TLS_1_0;
import static dev.handshake.target.TlsVersion.TLS_1_1;
import static dev.handshake.target.TlsVersion.TLS_1_2;
import static dev.handshake.target.TlsVersion.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.GnutlsServer;
import dev.handshake.NginxServer;
import dev.handshake.OpensslServer;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabFiles;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.observation.Connection;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.Report;
import dev.handshake.target.Expectation;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

/**
 * Whether real servers still accept what is out of date is told as their own clients tell it, which
 * have to be talked into asking.
 */
@RequiresProgram({"openssl", "nginx", "gnutls-serv"})
class StillAcceptedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern NEGOTIATED = Pattern.compile("New, \\S+, Cipher is (\\S+)");
  private static final String EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";

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

  private static ProbeModule mustRefuse(TlsVersion least, TlsVersion most, String... ciphers) {
    TlsOffer offer =
        new TlsOffer(least, most, List.of(ciphers), List.of(), List.of(), true, true, false);
    return PLAIN.withTls(offer).withExpect(new Expectation.Refused(wanted(ciphers), Set.of()));
  }

  private static Set<Reason> wanted(String... ciphers) {
    return ciphers.length == 0 ? Set.of(Reason.PROTOCOL_MISMATCH) : Set.of(Reason.CIPHER_MISMATCH);
  }

  private static Report report(int port, ProbeModule module) throws Exception {
    return probing.report(target(port, module));
  }

  private static void assertRefused(Report report, Reason word) {
    assertThat(report.diagnosis().refusedWith()).as(Probing.said(report)).contains(word);
    assertThat(report.diagnosis().success()).isTrue();
  }

  private static Connection assertAccepted(Report report, Remark remark, Check check) {
    assertThat(report.diagnosis().reason())
        .as(Probing.said(report))
        .contains(Reason.POLICY_VIOLATION);
    assertThat(report.diagnosis().findings().all()).contains(remark);
    assertThat(report.diagnosis().checks()).containsEntry(check, false);
    return report.observation().connection().orElseThrow();
  }

  // ---- OpenSSL ----

  /** An RSA and an ECDSA certificate, at the level where Debian's OpenSSL speaks old TLS. */
  private static OpensslServer openssl(String... more) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(shown(ServerCertificate.FINE_RSA, "-cert", "-key", "-cert_chain"));
    all.addAll(shown(ServerCertificate.FINE, "-dcert", "-dkey", "-dcert_chain"));
    all.addAll(List.of(more));
    return OpensslServer.start(all);
  }

  private static List<String> shown(
      ServerCertificate which, String certificate, String key, String chain) throws IOException {
    Path issuers = directory.resolve(which.fileName() + "-issuers.pem");
    HeldCertificate held = PKI.server(which);
    Files.writeString(issuers, held.chainPem().substring(held.certificatePem().length()));
    return List.of(
        certificate,
        files.certificate(which).toString(),
        key,
        files.key(which).toString(),
        chain,
        issuers.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS_1_0", "TLS_1_1"})
  void anOldVersionThatIsOnIsFoundWithItsSuiteAndChain(TlsVersion version) throws Exception {
    try (OpensslServer server = openssl("-min_protocol", "TLSv1", "-cipher", EVERYTHING)) {
      Report report = report(server.port(), mustRefuse(version, version));
      Connection seen = assertAccepted(report, Remark.POLICY_PROTOCOL, Check.PROTOCOL_POLICY);
      assertThat(seen.protocol()).contains(version);
      assertThat(report.diagnosis().summary())
          .endsWith(
              "still accepts " + version.word() + " with " + seen.cipher().orElseThrow() + ".");
      assertThat(report.observation().chain().orElseThrow().certificates()).hasSizeGreaterThan(1);
      assertThat(report.diagnosis().checks())
          .containsEntry(Check.TRUST, true)
          .containsEntry(Check.NAME, true);
    }
  }

  @Test
  void anOldVersionThatIsOffIsRefused() throws Exception {
    try (OpensslServer server = openssl("-min_protocol", "TLSv1.2", "-cipher", EVERYTHING)) {
      assertRefused(report(server.port(), mustRefuse(TLS_1_0, TLS_1_1)), Reason.PROTOCOL_MISMATCH);
      assertAccepted(
          report(server.port(), mustRefuse(TLS_1_0, TLS_1_2)),
          Remark.POLICY_PROTOCOL,
          Check.PROTOCOL_POLICY);
    }
  }

  @Test
  void aServerOfTheNewestVersionAloneRefusesAllBelow() throws Exception {
    try (OpensslServer server = openssl("-tls1_3")) {
      for (TlsVersion most : List.of(TLS_1_0, TLS_1_1, TLS_1_2)) {
        assertRefused(report(server.port(), mustRefuse(TLS_1_0, most)), Reason.PROTOCOL_MISMATCH);
      }
      Connection seen =
          assertAccepted(
              report(server.port(), mustRefuse(TLS_1_0, TLS_1_3)),
              Remark.POLICY_PROTOCOL,
              Check.PROTOCOL_POLICY);
      assertThat(seen.protocol()).contains(TLS_1_3);
    }
  }

  @Test
  void aServerThatWantsAnotherKeyShareAcceptsAllTheSame() throws Exception {
    try (OpensslServer server = openssl("-tls1_3", "-groups", "P-521")) {
      Connection seen =
          assertAccepted(
              report(server.port(), mustRefuse(TLS_1_3, TLS_1_3)),
              Remark.POLICY_PROTOCOL,
              Check.PROTOCOL_POLICY);
      assertThat(seen.helloRetryRequest()).isTrue();
      assertThat(seen.group()).contains("P-521");
    }
  }

  /** The IANA name, openssl's, and the version in which both clients ask. */
  static Stream<Arguments> suites() {
    return Stream.of(
        Arguments.of("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA", TLS_1_0),
        Arguments.of("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA", TLS_1_2),
        Arguments.of("TLS_RSA_WITH_NULL_SHA256", "NULL-SHA256", TLS_1_2),
        Arguments.of("TLS_RSA_WITH_NULL_MD5", "NULL-MD5", TLS_1_1),
        Arguments.of("TLS_ECDHE_RSA_WITH_NULL_SHA", "ECDHE-RSA-NULL-SHA", TLS_1_0),
        Arguments.of("TLS_DH_anon_WITH_AES_256_CBC_SHA", "ADH-AES256-SHA", TLS_1_1),
        Arguments.of("TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "AECDH-AES128-SHA", TLS_1_2),
        Arguments.of("TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA", "DHE-RSA-CAMELLIA256-SHA", TLS_1_0),
        Arguments.of("TLS_RSA_WITH_AES_256_CCM_8", "AES256-CCM8", TLS_1_2),
        Arguments.of("TLS_RSA_WITH_ARIA_128_GCM_SHA256", "ARIA128-GCM-SHA256", TLS_1_2),
        Arguments.of("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA", TLS_1_1));
  }

  @ParameterizedTest
  @MethodSource("suites")
  void aForbiddenSuiteIsAcceptedExactlyWhereOpensslsClientSaysSo(
      String iana, String name, TlsVersion version) throws Exception {
    String[] without = {
      "-min_protocol", "TLSv1", "-cipher", "ALL:COMPLEMENTOFALL:!" + name + ":@SECLEVEL=0"
    };
    try (OpensslServer server =
            openssl("-min_protocol", "TLSv1", "-cipher", EVERYTHING, "-serverpref");
        OpensslServer strict = openssl(without)) {
      ProbeModule module = mustRefuse(version, version, iana);
      Connection seen =
          assertAccepted(report(server.port(), module), Remark.POLICY_CIPHER, Check.CIPHER_POLICY);
      assertThat(seen.protocol()).contains(version);
      assertThat(seen.cipher()).contains(iana);
      assertThat(negotiated(server.port(), version, name)).contains(name);
      assertRefused(report(strict.port(), module), Reason.CIPHER_MISMATCH);
      assertThat(negotiated(strict.port(), version, name)).isEmpty();
    }
  }

  /** What openssl's client agrees upon with a server when it offers one suite in one version. */
  private static Optional<String> negotiated(int port, TlsVersion version, String cipher) {
    List<String> command =
        List.of(
            "openssl",
            "s_client",
            "-connect",
            "127.0.0.1:" + port,
            "-min_protocol",
            version.word(),
            "-max_protocol",
            version.word(),
            "-cipher",
            cipher + ":@SECLEVEL=0");
    try (Program client = Program.start(command)) {
      Matcher said = client.says(NEGOTIATED, PATIENCE).orElseThrow();
      return Optional.of(said.group(1)).filter(suite -> !suite.equals("(NONE)"));
    }
  }

  /** With the default range, 1.3 is not offered with a suite of 1.2 that is asked about. */
  @Test
  void aSuiteIsFoundBehindAServerThatWouldRatherSpeakTls13() throws Exception {
    try (OpensslServer server = openssl("-cipher", EVERYTHING)) {
      Connection seen =
          assertAccepted(
              report(server.port(), mustRefuse(TLS_1_2, TLS_1_3, "TLS_RSA_WITH_AES_256_CBC_SHA")),
              Remark.POLICY_CIPHER,
              Check.CIPHER_POLICY);
      assertThat(seen.protocol()).contains(TLS_1_2);
    }
  }

  @Test
  void aServerThatAsksForACertificateIsSeenToAsk() throws Exception {
    try (OpensslServer server =
        openssl(
            "-min_protocol",
            "TLSv1",
            "-cipher",
            EVERYTHING,
            "-Verify",
            "1",
            "-CAfile",
            files.clientRoots().toString())) {
      Report report = report(server.port(), mustRefuse(TLS_1_1, TLS_1_1));
      assertAccepted(report, Remark.POLICY_PROTOCOL, Check.PROTOCOL_POLICY);
      assertThat(report.observation().client().requested()).isTrue();
      assertThat(report.diagnosis().acceptance()).isEmpty();
    }
  }

  // ---- nginx ----

  @Test
  void nginxOfTodayRefusesOldVersions(@TempDir Path nginxDirectory) throws Exception {
    String shown =
        "ssl_certificate %s;\nssl_certificate_key %s;\n"
            .formatted(
                files.certificate(ServerCertificate.FINE_RSA),
                files.key(ServerCertificate.FINE_RSA));
    List<NginxServer.Block> blocks =
        List.of(
            new NginxServer.Block(
                true, shown + "ssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers HIGH:!kRSA;"),
            new NginxServer.Block(
                true, shown + "ssl_protocols TLSv1.1 TLSv1.2;\nssl_ciphers ALL:@SECLEVEL=0;"));
    try (NginxServer server = NginxServer.start(nginxDirectory, blocks)) {
      assertRefused(report(server.port(0), mustRefuse(TLS_1_0, TLS_1_1)), Reason.PROTOCOL_MISMATCH);
      assertRefused(
          report(server.port(0), mustRefuse(TLS_1_2, TLS_1_2, "TLS_RSA_WITH_AES_128_CBC_SHA")),
          Reason.CIPHER_MISMATCH);
      Report old = report(server.port(1), mustRefuse(TLS_1_0, TLS_1_1));
      assertThat(assertAccepted(old, Remark.POLICY_PROTOCOL, Check.PROTOCOL_POLICY).protocol())
          .contains(TLS_1_1);
      assertRefused(report(server.port(1), mustRefuse(TLS_1_0, TLS_1_0)), Reason.PROTOCOL_MISMATCH);
    }
  }

  // ---- GnuTLS ----

  /** Which priorities turn something on, the offer that asks for it, and the suite it ends in. */
  static Stream<Arguments> gnutls() {
    return Stream.of(
        Arguments.of("NORMAL:-VERS-ALL:+VERS-TLS1.0", TLS_1_0, ""),
        Arguments.of("NORMAL:-VERS-ALL:+VERS-TLS1.1", TLS_1_1, ""),
        Arguments.of("NORMAL:+ARCFOUR-128", TLS_1_2, "TLS_RSA_WITH_RC4_128_SHA"),
        Arguments.of("NORMAL:+3DES-CBC", TLS_1_2, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        Arguments.of("NORMAL:+ANON-ECDH", TLS_1_2, "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"),
        Arguments.of("NORMAL:+NULL:+SHA256", TLS_1_2, "TLS_RSA_WITH_NULL_SHA256"));
  }

  @ParameterizedTest
  @MethodSource("gnutls")
  void whatGnutlsIsToldToAcceptIsFoundAndNothingElse(
      String priorities, TlsVersion version, String suite) throws Exception {
    String[] ciphers = suite.isEmpty() ? new String[0] : new String[] {suite};
    ProbeModule module = mustRefuse(version, version, ciphers);
    try (GnutlsServer lax = gnutls(priorities);
        GnutlsServer strict = gnutls("NORMAL:-VERS-TLS1.0:-VERS-TLS1.1")) {
      Connection seen =
          suite.isEmpty()
              ? assertAccepted(
                  report(lax.port(), module), Remark.POLICY_PROTOCOL, Check.PROTOCOL_POLICY)
              : assertAccepted(
                  report(lax.port(), module), Remark.POLICY_CIPHER, Check.CIPHER_POLICY);
      assertThat(seen.protocol()).contains(version);
      assertThat(seen.cipher().orElseThrow()).endsWith(suite);
      assertRefused(report(strict.port(), module), wanted(ciphers).iterator().next());
    }
  }

  private static GnutlsServer gnutls(String priorities) {
    return GnutlsServer.start(
        List.of(
            "--x509certfile",
            files.certificate(ServerCertificate.FINE_RSA).toString(),
            "--x509keyfile",
            files.key(ServerCertificate.FINE_RSA).toString(),
            "--priority",
            priorities));
  }

  // ---- the JDK ----

  @Test
  void theJdkRefusesOldVersionsAndItsDisabledSuites() throws Exception {
    JdkTls tls = new JdkTls(PKI.server(ServerCertificate.FINE_RSA), _ -> {}, _ -> {});
    try (ScriptedServer server = ScriptedServer.start(tls)) {
      assertRefused(report(server.port(), mustRefuse(TLS_1_0, TLS_1_1)), Reason.PROTOCOL_MISMATCH);
      assertRefused(
          report(server.port(), mustRefuse(TLS_1_2, TLS_1_2, "TLS_RSA_WITH_RC4_128_MD5")),
          Reason.CIPHER_MISMATCH);
      Connection seen =
          assertAccepted(
              report(
                  server.port(),
                  mustRefuse(TLS_1_2, TLS_1_2, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")),
              Remark.POLICY_CIPHER,
              Check.CIPHER_POLICY);
      assertThat(seen.group()).isPresent();
    }
  }
}
