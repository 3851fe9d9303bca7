package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One web file for the agent and for Prometheus's own tools. */
class WebFileSharedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "only-for-this-test";
  private static final String HASH =
      OpenBSDBCrypt.generate("2y", PASSWORD.toCharArray(), new byte[16], 10);
  private static final String PAIR = "cert_file: web.pem, key_file: web.key";

  @TempDir private Path directory;

  private final Instant now = Instant.now();
  private final HeldCertificate root =
      HeldCertificate.named("Web Root", now).ec("secp256r1").authority().mint();
  private final HeldCertificate server =
      HeldCertificate.named("web", now)
          .dns("localhost")
          .ip("127.0.0.1")
          .ec("secp256r1")
          .issuedBy(root)
          .mint();
  private final HeldCertificate client =
      HeldCertificate.named("prometheus", now)
          .purposes(KeyPurposeId.id_kp_clientAuth)
          .ec("secp256r1")
          .issuedBy(root)
          .mint();

  @BeforeEach
  void writeCertificates() throws IOException {
    file("web.pem", server.chainPem());
    file("web.key", server.keyPem());
    file("root.pem", root.certificatePem());
    file("client.pem", client.chainPem());
    file("client.key", client.keyPem());
    file("password", PASSWORD);
  }

  @Test
  @RequiresProgram({"prometheus", "promtool", "curl"})
  void prometheusScrapesWithCertificateAndPasswordByAFileThatPromtoolPasses() throws Exception {
    Path web =
        file(
            "web.yml",
            """
            tls_server_config:
              cert_file: web.pem
              key_file: web.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: root.pem
            http_server_config:
              headers: {Strict-Transport-Security: max-age=31536000}
            basic_auth_users:
              prometheus: %s
            """
                .formatted(HASH));
    assertThat(promtool(web)).contains("SUCCESS");
    assertThat(Session.of("check", "web-config", web.toString()).out())
        .isEqualTo(web + ": TLS with the certificate of CN=web, 1 user\n");
    try (Child agent =
        Child.start(
            directory,
            "run",
            "--config.file=" + file("handshake.yml", "targets: []\n"),
            "--web.listen-address=127.0.0.1:0",
            "--web.config.file=" + web)) {
      String port =
          agent.logs(Pattern.compile("listen=\"?127\\.0\\.0\\.1:(\\d+)"), PATIENCE).group(1);
      try (PrometheusServer prometheus = prometheus(port)) {
        Eventually.holds(
            PATIENCE,
            () ->
                assertThat(prometheus.query("handshake_exporter_build_info"))
                    .as(String.valueOf(prometheus.scrapeErrors()))
                    .hasSize(1));
      }
      assertThat(curl(port, "--http2", "--cert", "client.pem", "--key", "client.key", "--user"))
          .contains("HTTP/2 200", "strict-transport-security: max-age=31536000");
      assertThat(curl(port, "--cert", "client.pem", "--key", "client.key"))
          .contains("401", "www-authenticate: Basic");
      assertThat(curl(port)).doesNotContain("HTTP/");
      agent.terminate();
      assertThat(agent.exit(PATIENCE)).isZero();
      assertThat(agent.err()).doesNotContain(HASH, PASSWORD, "PRIVATE");
    }
  }

  /** What one of the two takes the other takes, and refuses what the other refuses. */
  @ParameterizedTest
  @RequiresProgram("promtool")
  @CsvSource(
      delimiter = '|',
      value = {
        "true | {}",
        "true | tls_server_config: {PAIR}",
        "true | tls_server_config: {PAIR, min_version: TLS13, client_auth_type: RequestClientCert}",
        "true | tls_server_config: {PAIR, cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256], curve_preferences: [CurveP521]}",
        "true | http_server_config: {http2: false, headers: {X-XSS-Protection: 0}}",
        "true | basic_auth_users: {a: HASH}",
        "false | tls_server_config: {cert_file: web.pem}",
        "false | tls_server_config: {cert_file: root.pem, key_file: web.key}",
        "false | tls_server_config: {PAIR, min_version: TLS14}",
        "false | tls_server_config: {PAIR, cipher_suites: [AES]}",
        "false | tls_server_config: {PAIR, client_ca_file: root.pem}",
        "false | tls_server_config: {PAIR, client_auth_type: Sometimes}",
        "false | tls_server_config: {PAIR, other: 1}",
        "false | http_server_config: {headers: {Server: none}}",
        "false | http_server_config: {headers: {X-Frame-Options: DENY}}",
        "false | basic_auth_users: {a: plain}",
        "false | other: 1"
      })
  void weAndPromtoolAgree(boolean good, String text) throws Exception {
    Path web = file("web.yml", text.replace("PAIR", PAIR).replace("HASH", "\"" + HASH + "\""));

    assertThat(promtool(web).contains("SUCCESS")).isEqualTo(good);
    Session session = Session.of("check", "web-config", web.toString());
    assertThat(session.status()).as(session.err()).isEqualTo(good ? 0 : 2);
  }

  @Test
  void whatIsWrongWithTheFileStopsTheStart() throws Exception {
    Path web = file("web.yml", "tls_server_config: {cert_file: no.pem, key_file: web.key}\n");

    Session session =
        Session.of(
            "run",
            "--config.file=" + file("handshake.yml", "targets: []\n"),
            "--web.config.file=" + web);

    assertThat(session.status()).isEqualTo(2);
    assertThat(session.err())
        .contains(web + ":1: tls_server_config.cert_file: \"no.pem\" (expected: ");
  }

  @Test
  void checkConfigReadsTheWebFileThatItNames() throws Exception {
    file("web.yml", "basic_auth_users: {a: plain}\n");
    Path config = file("handshake.yml", "web: {config_file: web.yml}\n");

    Session session = Session.of("check", "config", config.toString());

    assertThat(session.status()).isEqualTo(2);
    assertThat(session.err())
        .contains(directory.resolve("web.yml") + ":1: basic_auth_users.a: (hidden)");
  }

  private PrometheusServer prometheus(String port) throws IOException {
    return PrometheusServer.configured(
        directory.resolve("prometheus"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 900ms}
        scrape_configs:
          - job_name: agent
            scheme: https
            tls_config:
              ca_file: %1$s/root.pem
              cert_file: %1$s/client.pem
              key_file: %1$s/client.key
              server_name: localhost
            basic_auth: {username: prometheus, password_file: %1$s/password}
            static_configs: [{targets: ["127.0.0.1:%2$s"]}]
        """
            .formatted(directory, port));
  }

  /** Options that name files are relative to the directory; --user is completed. */
  private String curl(String port, String... options) {
    List<String> command =
        new ArrayList<>(List.of("curl", "-s", "-i", "-m", "20", "--cacert", path("root.pem")));
    for (String option : options) {
      command.add(option.startsWith("client.") ? path(option) : option);
      if (option.equals("--user")) {
        command.add("prometheus:" + PASSWORD);
      }
    }
    command.add("https://localhost:" + port + "/-/healthy");
    return Program.run(PATIENCE, command);
  }

  private static String promtool(Path web) {
    return Program.run(PATIENCE, List.of("promtool", "check", "web-config", web.toString()));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private Path file(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
