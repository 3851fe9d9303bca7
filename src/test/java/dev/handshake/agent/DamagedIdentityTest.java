package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Surface;
import dev.handshake.config.ConfigReader;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities whose files are damaged: their targets say so, the others run. */
class DamagedIdentityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String WRONG_PASSWORD = "not-the-password";

  @TempDir static Path directory;

  private static Street street;
  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() throws IOException {
    Instant now = Instant.now();
    street = Street.start(LabPki.mint(now), List.of(Scenarios.named("mtls-http-tls13")));
    street.pki().writeTo(directory.resolve("pki"));
    HeldCertificate client = street.pki().client(ClientCertificate.ACCEPTED);
    Files.writeString(file("sealed.key"), EncryptedKey.pem(client, "the-password"));
    Files.writeString(file("password"), "the-password\n");
    Files.writeString(file("wrong-password"), WRONG_PASSWORD + "\n");
    String certificate = client.certificatePem();
    Files.writeString(file("half.pem"), certificate.substring(0, certificate.length() / 2));
    String key = client.keyPem();
    Files.writeString(file("half.key"), key.substring(0, key.length() / 2));
    int port = street.house("mtls-http-tls13").target().endpoint().port();
    Path configuration =
        Files.writeString(file("handshake.yml"), CONFIGURATION.replace("PORT", "" + port));
    agent =
        Agent.start(Plan.of(ConfigReader.load(configuration, _ -> null, now)), Clock.systemUTC());
    surface = new Surface(agent.port());
  }

  private static final String CONFIGURATION =
      """
      probe: {interval: 1s, timeout: 3s, confirm_after: 300ms}
      trust: {lab: {files: [pki/roots.pem]}}
      identities:
        sealed: {certificate: pki/lab-client-accepted.pem, key: sealed.key, key_password_file: password}
        wrong-password: {certificate: pki/lab-client-accepted.pem, key: sealed.key, key_password_file: wrong-password}
        half-certificate: {certificate: half.pem, key: pki/lab-client-accepted.key}
        half-key: {certificate: pki/lab-client-accepted.pem, key: half.key}
        missing: {certificate: nowhere.pem, key: nowhere.key}
        other-key: {certificate: pki/lab-client-accepted.pem, key: pki/lab-client-expired.key}
      modules: {gateway: {trust: lab, http: {path: /health}}}
      web: {listen: "127.0.0.1:0"}
      targets:
        - {name: sealed, address: "127.0.0.1:PORT", server_name: gateway.handshake.test, module: gateway, identity: sealed}
        - {name: wrong-password, address: "127.0.0.1:PORT", server_name: gateway.handshake.test, module: gateway, identity: wrong-password}
        - {name: half-certificate, address: "127.0.0.1:PORT", server_name: gateway.handshake.test, module: gateway, identity: half-certificate}
        - {name: half-key, address: "127.0.0.1:PORT", server_name: gateway.handshake.test, module: gateway, identity: half-key}
        - {name: missing, address: "127.0.0.1:PORT", server_name: gateway.handshake.test, module: gateway, identity: missing}
        - {name: other-key, address: "127.0.0.1:PORT", server_name: gateway.handshake.test, module: gateway, identity: other-key}
        - {name: no-identity, address: "127.0.0.1:PORT", server_name: gateway.handshake.test, module: gateway}
      """;

  @AfterAll
  static void stop() {
    agent.close();
    street.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong-password", "half-certificate", "half-key", "missing", "other-key"})
  void itsTargetsSayThatItIsUnusable(String target) {
    Map<String, String> failure =
        Map.of("target", target, "reason", "client_identity_unusable", "party", "client");
    Eventually.holds(
        PATIENCE, () -> assertThat(surface.value("tls_probe_failure_info", failure)).isEqualTo(1));
    assertThat(surface.json("/api/v1/targets/" + target).at("/last/summary").asText())
        .contains(target)
        .doesNotContain(WRONG_PASSWORD);
    assertThat(
            surface.scrape("tls_identity_not_after_timestamp_seconds", Map.of("identity", target)))
        .isEmpty();
  }

  @Test
  void nothingOfThemReachesTheServerNorOpensABreaker() {
    String target = "half-certificate";
    Map<String, String> failures = Map.of("target", target, "outcome", "failure");
    Eventually.holds(
        PATIENCE,
        () -> assertThat(surface.value("tls_probes_total", failures)).isGreaterThanOrEqualTo(3));
    assertThat(surface.value("tls_breaker_state", Map.of("target", target, "state", "closed")))
        .isEqualTo(1);
    assertThat(
            surface.scrape("tls_probe_phase_seconds", Map.of("target", target, "phase", "connect")))
        .isEmpty();
  }

  @Test
  void theOthersRun() {
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(surface.value("tls_probe_success", Map.of("target", "sealed"))).isEqualTo(1);
          assertThat(
                  surface.value(
                      "tls_probe_failure_info",
                      Map.of("target", "no-identity", "reason", "client_certificate_required")))
              .isEqualTo(1);
        });
    Instant end =
        street.pki().client(ClientCertificate.ACCEPTED).certificate().getNotAfter().toInstant();
    assertThat(
            surface.value("tls_identity_not_after_timestamp_seconds", Map.of("identity", "sealed")))
        .isEqualTo((double) end.getEpochSecond());
  }

  private static Path file(String name) {
    return directory.resolve(name);
  }
}
