package dev.handshake.agent;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.OwnFile;
import dev.handshake.Surface;
import dev.handshake.config.ConfigReader;
import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running agent whose files are changed under it, as its server and its scraper see it. */
class ReloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String FINE = "handshake_exporter_config_last_reload_successful";
  private static final Map<String, String> GATEWAY = Map.of("target", "gateway");

  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("root", now).authority().mint();
  private final HeldCertificate otherRoot = HeldCertificate.named("other", now).authority().mint();
  private final HeldCertificate served =
      HeldCertificate.named("gateway", now).dns("gateway.test").issuedBy(root).mint();
  private final HeldCertificate first = client();
  private final HeldCertificate second = client();
  private final ClientsSeen server = ClientsSeen.start(served);
  @TempDir private Path directory = Path.of("replaced");
  private Surface surface = new Surface(1);
  private AutoCloseable agent = () -> {};

  private HeldCertificate client() {
    return HeldCertificate.named("client", now).issuedBy(root).mint();
  }

  @BeforeEach
  void start() throws IOException {
    write("roots.pem", root.certificatePem());
    Files.write(directory.resolve("a.crl"), CrlDraft.of(root, now).mint());
    write("client.pem", first.chainPem());
    write("client.key", first.keyPem());
    Path file = write("handshake.yml", configuration("gateway"));
    Reloader reloader =
        Reloader.load(
            named -> ConfigReader.load(file, _ -> null, now, named),
            Plan::of,
            Duration.ofMillis(100));
    Agent running = Agent.start(reloader, Clock.systemUTC());
    agent = running;
    surface = new Surface(running.port());
    Eventually.holds(PATIENCE, () -> assertShown(first));
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
    server.close();
  }

  private String configuration(String target) {
    return """
    probe: {interval: 1s, timeout: 5s, confirm_after: 300ms}
    trust: {corporate: {files: [roots.pem], crls: [a.crl]}}
    identities: {client: {certificate: client.pem, key: client.key}}
    web: {listen: "127.0.0.1:0"}
    targets:
      - {name: %s, address: "127.0.0.1:%d", server_name: gateway.test, trust: corporate, identity: client, http: {headers: {Authorization: "Bearer hidden-from-all"}}}
    """
        .formatted(target, server.port());
  }

  private Path write(String name, String text) throws IOException {
    Path whole = OwnFile.write(directory.resolve("whole"), text);
    return Files.move(whole, directory.resolve(name), ATOMIC_MOVE);
  }

  private void assertShown(HeldCertificate held) {
    assertThat(server.last()).contains(held.certificate().getSerialNumber());
  }

  private void untilFine(boolean fine) {
    Eventually.holds(
        PATIENCE, () -> assertThat(surface.value(FINE, Map.of())).isEqualTo(fine ? 1 : 0));
  }

  private void untilReason(String reason) {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.scrape("tls_probe_failure_info", GATEWAY))
                .singleElement()
                .satisfies(sample -> assertThat(sample.label("reason")).isEqualTo(reason)));
  }

  private void untilGood() {
    Eventually.holds(
        PATIENCE, () -> assertThat(surface.value("tls_probe_success", GATEWAY)).isEqualTo(1));
  }

  @Test
  void ofAPairThatDoesNotMatchTheOldOneIsShownUntilTheNewOneIsWhole() throws IOException {
    write("client.pem", second.chainPem());
    untilFine(false);
    int before = server.serials().size();
    Eventually.holds(PATIENCE, () -> assertThat(server.serials()).hasSizeGreaterThan(before + 1));
    assertThat(server.serials()).containsOnly(first.certificate().getSerialNumber());
    assertThat(surface.value("tls_probe_success", GATEWAY)).isEqualTo(1);

    write("client.key", second.keyPem());
    Eventually.holds(PATIENCE, () -> assertShown(second));
    untilFine(true);
  }

  @Test
  void aBadFileKeepsAllAsItIsAndHealsByItself() throws IOException {
    write("handshake.yml", "targets: [{name: other\n");
    untilFine(false);
    assertThat(surface.body("/config")).contains("name: gateway");
    assertThat(surface.body("/metrics")).contains("target=\"gateway\"");
    write("handshake.yml", configuration("renamed"));
    untilFine(true);
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.scrape("tls_probe_success", Map.of()))
                .singleElement()
                .satisfies(sample -> assertThat(sample.label("target")).isEqualTo("renamed")));
  }

  @Test
  void aRequestIsAnsweredOnceTheNewStateIsInForceOrRefused() throws IOException {
    write("handshake.yml", configuration("renamed"));
    assertThat(surface.post("/-/reload").statusCode()).isEqualTo(200);
    assertThat(surface.body("/config"))
        .contains("name: renamed", "Authorization: <secret>")
        .doesNotContain("hidden-from-all");

    write("handshake.yml", configuration("broken") + "nonsense: 1\n");
    HttpResponse<String> refused = surface.post("/-/reload");
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body())
        .contains("handshake.yml:7: nonsense: unknown key")
        .doesNotContain("hidden-from-all");
    assertThat(surface.body("/config")).contains("name: renamed");
    assertThat(surface.value(FINE, Map.of())).isZero();
  }

  @Test
  void anotherRevocationListIsAnotherVerdict() throws IOException {
    untilGood();
    CrlDraft revoking = CrlDraft.of(root, now).revoking(served.certificate(), now, 1);
    Files.write(directory.resolve("a.crl"), revoking.mint());
    untilReason("certificate_revoked");
    Files.write(directory.resolve("a.crl"), CrlDraft.of(root, now).mint());
    untilGood();
  }

  @Test
  void otherRootsAreAnotherVerdict() throws IOException {
    untilGood();
    write("roots.pem", otherRoot.certificatePem());
    Eventually.holds(
        PATIENCE, () -> assertThat(surface.scrape("tls_probe_failure_info", GATEWAY)).isNotEmpty());
    write("roots.pem", otherRoot.certificatePem() + root.certificatePem());
    untilGood();
  }
}
