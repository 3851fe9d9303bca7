package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.ScriptedHttps;
import dev.handshake.ScriptedHttps.Asked;
import dev.handshake.ScriptedHttps.Said;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The report on one gateway, of real servers. */
class GenesysGatewayTest {
  @TempDir static Path directory;

  @SuppressWarnings("TimeInStaticInitializer") // certificates for this run
  private static final LabPki PKI = LabPki.mint(Instant.now());

  @BeforeAll
  static void write() throws IOException {
    HeldCertificate client = PKI.client(ClientCertificate.ACCEPTED);
    HeldCertificate authority =
        HeldCertificate.named("Another Root", Instant.now()).authority().mint();
    file(
        "roots.pem",
        PKI.roots().anchors().stream().map(GenesysGatewayTest::pem).collect(Collectors.joining()));
    file("client.pem", client.chainPem());
    file("client.key", client.keyPem());
    file("client-root.pem", pem(PKI.clientAuthority()));
    file("other-root.pem", authority.certificatePem());
    file("token.secret", "hunter2\n");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_ANY, names = "TLS_1_[23]")
  void aGatewayInOrderIsReportedSo(TlsVersion version) throws IOException {
    try (ScriptedHttps gateway = gateway(ServerCertificate.FINE, version, Said.of(200, "fine"))) {
      Session session = report(gateway, known("--budget=30s", clientRoot("client-root.pem")));
      assertThat(session.status()).as(session.out() + session.err()).isZero();
      JsonNode report = new ObjectMapper().readTree(json(gateway, known("--budget=30s")).out());
      assertThat(result(report, "reach")).isEqualTo("fine");
      assertThat(result(report, "chain")).isEqualTo("fine");
      assertThat(result(report, "asks")).isEqualTo("fine");
      assertThat(result(report, "nobody")).isEqualTo("fine");
      assertThat(result(report, "foreign")).isEqualTo("fine");
      assertThat(result(report, "known")).isEqualTo("fine");
      assertThat(result(report, "http")).isEqualTo("fine");
      assertThat(result(report, "latency")).isEqualTo("fine");
      assertThat(result(report, "tls1.2")).as("an EC certificate").isEqualTo("noted");
      assertThat(result(report, "tls1.3"))
          .isEqualTo(version == TlsVersion.TLS_1_3 ? "fine" : "noted");
      assertThat(report.path("probes").path("known").path("success").asBoolean()).isTrue();
    }
  }

  @Test
  void theCarefulSuitesNeedAnRsaCertificate() throws IOException {
    try (ScriptedHttps gateway =
        gateway(ServerCertificate.FINE_RSA, TlsVersion.TLS_1_2, Said.of(200, "fine"))) {
      JsonNode report = new ObjectMapper().readTree(json(gateway, known()).out());
      assertThat(result(report, "tls1.2")).isEqualTo("fine");
      assertThat(result(report, "tls1.3")).isEqualTo("noted");
    }
  }

  @Test
  void onlyTheKnownOneIsServed() throws IOException {
    try (ScriptedHttps gateway =
        gateway(ServerCertificate.FINE, TlsVersion.TLS_1_3, Said.of(200, "fine"))) {
      assertThat(report(gateway, known("--path=/ready")).status()).isZero();
      assertThat(gateway.asked()).extracting(Asked::path).containsExactly("/ready");
    }
  }

  @Test
  void anOpenDoorIsBad() {
    try (ScriptedHttps open =
        ScriptedHttps.start(
            PKI.server(ServerCertificate.FINE), _ -> Optional.of(Said.of(200, "come in")))) {
      Session session = report(open, List.of());
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out())
          .startsWith("FAILED  127.0.0.1:" + open.port())
          .contains("asks    BAD")
          .contains("nobody  BAD")
          .contains("known   -    Not asked");
    }
  }

  @Test
  void anAuthorityThatIsNotNamedIsBadAndANameProvesNoTrust() {
    try (ScriptedHttps gateway =
        gateway(ServerCertificate.FINE, TlsVersion.TLS_1_3, Said.of(200, "fine"))) {
      Session session =
          report(gateway, List.of(clientRoot("client-root.pem"), clientRoot("other-root.pem")));
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out())
          .contains("by name only, which proves no trust")
          .contains("root    BAD  CN=Another Root is not among the names")
          .contains("DigiCert: no,")
          .contains("Genesys: no.");
    }
  }

  @Test
  void anUntrustedChainIsBadAndNothingIsAskedOfIt() {
    try (ScriptedHttps gateway =
        gateway(ServerCertificate.UNKNOWN_ROOT, TlsVersion.TLS_1_2, Said.of(200, "fine"))) {
      Session session = report(gateway, known());
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out()).contains("chain   BAD  certificate_untrusted");
      assertThat(gateway.asked()).isEmpty();
    }
  }

  @Test
  void anAnswerOverTheBudgetIsBad() {
    try (ScriptedHttps gateway =
        gateway(ServerCertificate.FINE, TlsVersion.TLS_1_3, Said.of(200, "fine"))) {
      Session session = report(gateway, known("--budget=1ms"));
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out()).contains("latency BAD").contains("of a budget of 1.0 ms");
    }
  }

  @Test
  void loadIsReportedAsLoad() {
    try (ScriptedHttps gateway =
        gateway(ServerCertificate.FINE, TlsVersion.TLS_1_3, Said.of(503, "busy"))) {
      Session session = report(gateway, known());
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out())
          .contains("foreign ok")
          .contains("known   BAD")
          .contains("overloaded");
    }
  }

  @Test
  void whereNothingAnswersThatIsAll() {
    int port;
    try (ScriptedHttps gone =
        gateway(ServerCertificate.FINE, TlsVersion.TLS_1_3, Said.of(200, "fine"))) {
      port = gone.port();
    }
    Session session =
        Session.of("genesys", "gateway", "127.0.0.1:" + port, "--trust.file=" + at("roots.pem"));
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines()).first().asString().startsWith("FAILED");
    assertThat(session.out()).contains("reach   BAD").doesNotContain("foreign");
  }

  @Test
  void aConfiguredTargetBringsItsIdentityAndItsToken() throws IOException {
    try (ScriptedHttps idp =
            ScriptedHttps.start(
                PKI.server(ServerCertificate.FINE), _ -> Optional.of(Said.token("hunter3", 3600)));
        ScriptedHttps gateway =
            ScriptedHttps.start(
                PKI.server(ServerCertificate.FINE),
                PKI.clientAuthority(),
                TlsVersion.TLS_1_3,
                asked ->
                    Optional.of(
                        asked.authorization().equals(Optional.of("Bearer hunter3"))
                            ? Said.of(200, "fine")
                            : Said.of(401, "")))) {
      Path config =
          file(
              "handshake.yml",
              """
              trust: {lab: {files: [roots.pem]}}
              identities: {ours: {certificate: client.pem, key: client.key}}
              targets:
                - name: crm
                  address: "127.0.0.1:%d"
                  server_name: %s
                  trust: lab
                  identity: ours
                  latency_budget: 30s
                  http:
                    path: /health
                    oauth: {token_url: "https://127.0.0.1:%d/t", client_id: x, client_secret_file: token.secret, trust: lab}
              """
                  .formatted(gateway.port(), LabPki.SERVER_NAME, idp.port()));
      Session session =
          Session.of(
              "genesys", "gateway", "127.0.0.1:" + gateway.port(), "--config.file=" + config);
      assertThat(session.status()).as(session.out() + session.err()).isZero();
      assertThat(session.out()).contains("known   ok").contains("latency ok");
      assertThat(session.out() + session.err()).doesNotContain("hunter");
      assertThat(gateway.asked())
          .extracting(Asked::authorization)
          .containsExactly(Optional.of("Bearer hunter3"));
    }
  }

  @Test
  void whatCannotBeMeantIsRefused() throws IOException {
    Path config = file("other.yml", "targets: [{name: a, address: \"127.0.0.1:1\"}]\n");
    assertThat(Session.of("genesys", "gateway").status()).isEqualTo(2);
    assertThat(Session.of("genesys", "gateway", "a.example", "b.example").status()).isEqualTo(2);
    assertThat(Session.of("genesys", "gateway", "a.example", "--path=no-slash").err())
        .contains("--path: no-slash (expected: a slash, then visible ASCII)");
    assertThat(Session.of("genesys", "gateway", "a.example", "--budget=soon").err())
        .contains("--budget: soon (expected: a duration such as 500ms or 5s)");
    assertThat(Session.of("genesys", "gateway", "a.example", "--config.file=" + config).err())
        .contains("ADDRESS: a.example:443 (expected: the address of a target in");
    assertThat(
            Session.of(
                    "genesys", "gateway", "a.example", "--config.file=" + config, "--path=/health")
                .err())
        .contains("--path: given beside --config.file");
    assertThat(
            Session.of("genesys", "gateway", "a.example", "--client-roots.file=" + at("client.key"))
                .err())
        .contains("--client-roots.file: ");
  }

  private static ScriptedHttps gateway(ServerCertificate shown, TlsVersion version, Said said) {
    return ScriptedHttps.start(
        PKI.server(shown), PKI.clientAuthority(), version, _ -> Optional.of(said));
  }

  private static Session report(ScriptedHttps gateway, List<String> options) {
    List<String> arguments =
        new ArrayList<>(List.of("genesys", "gateway", "127.0.0.1:" + gateway.port()));
    arguments.add("--server-name=" + LabPki.SERVER_NAME);
    arguments.add("--trust.file=" + at("roots.pem"));
    arguments.addAll(options);
    return Session.of(arguments.toArray(String[]::new));
  }

  private static Session json(ScriptedHttps gateway, List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.add("--output=json");
    return report(gateway, all);
  }

  private static List<String> known(String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("--certificate.file=" + at("client.pem"));
    options.add("--key.file=" + at("client.key"));
    return options;
  }

  private static String clientRoot(String name) {
    return "--client-roots.file=" + at(name);
  }

  private static String result(JsonNode report, String check) {
    for (JsonNode one : report.path("checks")) {
      if (one.path("check").asText().equals(check)) {
        return one.path("result").asText();
      }
    }
    return "absent";
  }

  private static String pem(X509Certificate certificate) {
    try {
      String text =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Path at(String name) {
    return directory.resolve(name);
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(at(name), text);
  }
}
