package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.NginxServer;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Street;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers in turn behind one address, as the agent's metrics, JSON and log tell it. */
@RequiresProgram("nginx")
class ChangesTest {
  private static final List<String> FORMATS =
      List.of(
          "text/plain",
          "application/openmetrics-text; version=1.0.0",
          "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NAME = LabPki.SERVER_NAME;
  private static final Map<String, String> TARGET = Map.of("target", "switched");
  private static final List<String> FACTS = List.of("issuer", "protocol", "cipher", "group");

  @TempDir Path directory;

  private final HeldCertificate root =
      HeldCertificate.named("Root", Instant.now()).authority().mint();
  private NginxServer nginx;
  private SwitchedPort port;
  private Agent agent;
  private Eavesdropper log;
  private Surface surface;

  @BeforeEach
  void start() throws IOException {
    nginx =
        NginxServer.start(
            Files.createDirectory(directory.resolve("nginx")),
            List.of(
                block("first", "ssl_protocols TLSv1.3; ssl_ecdh_curve X25519;"),
                block(
                    "second",
                    "ssl_protocols TLSv1.2; ssl_ecdh_curve prime256v1;"
                        + " ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;")));
    port = SwitchedPort.open(nginx.port(0));
    log = Eavesdropper.on(EventLog.class.getName());
    agent = Agent.start(plan(), Clock.systemUTC());
    surface = new Surface(agent.port());
  }

  @AfterEach
  void stop() throws IOException {
    agent.close();
    log.close();
    port.close();
    nginx.close();
  }

  @Test
  void whatChangesIsCountedDatedAndToldOnceAndNeverAFailure() {
    untilProtocol(1.3);
    assertCounts(0);
    assertThat(surface.scrape("tls_connection_last_change_timestamp_seconds", TARGET)).isEmpty();

    double before = Instant.now().toEpochMilli() / 1e3;
    String replaced = fingerprint();
    port.leadTo(nginx.port(1));
    untilProtocol(1.2);
    assertCounts(1);
    assertNothingIsLeftOf(replaced);
    for (String fact : FACTS) {
      assertThat(
              surface.value(
                  "tls_connection_last_change_timestamp_seconds",
                  Map.of("target", "switched", "fact", fact)))
          .as(fact)
          .isBetween(before, Instant.now().toEpochMilli() / 1e3);
    }

    port.leadTo(nginx.port(0));
    untilProtocol(1.3);
    assertCounts(1);

    assertToldOnce();
    assertThat(surface.value("tls_probe_success", TARGET)).isEqualTo(1);
    assertThat(
            surface.value("tls_probes_total", Map.of("target", "switched", "outcome", "failure")))
        .isZero();
    assertThat(surface.scrape("tls_probe_finding_info", TARGET))
        .noneMatch(sample -> sample.label("finding").contains("change"));
  }

  /** The old leaf, its issuer and the old connection, in no format. */
  private void assertNothingIsLeftOf(String fingerprint) {
    assertThat(fingerprint()).isNotEqualTo(fingerprint);
    assertThat(surface.scrape("tls_connection_info", TARGET))
        .singleElement()
        .satisfies(sample -> assertThat(sample.label("protocol")).isEqualTo("TLSv1.2"));
    for (String format : FORMATS) {
      assertThat(surface.body("/metrics", "Accept", format))
          .as(format)
          .contains("CA of second")
          .doesNotContain(fingerprint, "CA of first", "TLSv1.3");
    }
  }

  private String fingerprint() {
    return surface
        .scrape("tls_certificate_info", Map.of("target", "switched", "position", "0"))
        .getFirst()
        .label("fingerprint_sha256");
  }

  private void assertToldOnce() {
    JsonNode changes = surface.json("/api/v1/targets/switched").at("/changes");
    assertThat(changes.fieldNames())
        .toIterable()
        .containsExactly("certificate", "issuer", "protocol", "cipher", "group");
    assertThat(changes.at("/protocol/count").asInt()).isEqualTo(1);
    assertThat(changes.at("/protocol/from").asText()).isEqualTo("TLSv1.3");
    assertThat(changes.at("/protocol/to").asText()).isEqualTo("TLSv1.2");
    assertThat(changes.at("/issuer/from").asText()).isEqualTo("CN=CA of first");
    assertThat(changes.at("/issuer/to").asText()).isEqualTo("CN=CA of second");
    assertThat(Instant.parse(changes.at("/group/last").asText())).isBefore(Instant.now());
    assertThat(log.lines().stream().filter(line -> line.startsWith("target changed")))
        .hasSize(5)
        .anyMatch(line ->
            line.contains("fact=\"cipher\"")
                && line.contains("to=\"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\""));
    assertThat(log.lines()).noneMatch(line -> line.startsWith("target fails"));
  }

  private void untilProtocol(double version) {
    Eventually.holds(
        PATIENCE,
        () -> assertThat(surface.value("tls_protocol_version", TARGET)).isEqualTo(version));
  }

  private void assertCounts(double count) {
    assertThat(surface.value("tls_certificate_changes_total", TARGET)).isEqualTo(count);
    for (String fact : FACTS) {
      assertThat(
              surface.value(
                  "tls_connection_changes_total", Map.of("target", "switched", "fact", fact)))
          .as(fact)
          .isEqualTo(count);
    }
  }

  private Plan plan() {
    ProbeModule module =
        ProbeModule.DEFAULT
            .withTrust("corporate")
            .withTiming(Paces.timing(Duration.ofSeconds(1), Duration.ofSeconds(5)));
    Target target =
        new Target(
            "switched",
            new Endpoint("127.0.0.1", port.number()),
            NAME,
            NAME,
            module,
            new TreeMap<>());
    TrustAnchors trust = TrustAnchors.of("corporate", Set.of(root.certificate()), List.of());
    return new Plan(
        List.of(target),
        DnsSettings.DEFAULT,
        BreakerSettings.DEFAULT,
        ScheduleSettings.DEFAULT,
        new WebSettings(Street.ADDRESS, 0),
        Map.of(),
        Map.of(trust.name(), trust));
  }

  /** A server with a certificate of its own issuer. */
  private NginxServer.Block block(String name, String negotiates) throws IOException {
    Instant now = Instant.now();
    HeldCertificate issuer =
        HeldCertificate.named("CA of " + name, now).authority().issuedBy(root).mint();
    HeldCertificate leaf = HeldCertificate.named(NAME, now).dns(NAME).issuedBy(issuer).mint();
    Path certificate = Files.writeString(directory.resolve(name + ".pem"), leaf.chainPem());
    Path key = Files.writeString(directory.resolve(name + ".key"), leaf.keyPem());
    return new NginxServer.Block(
        true,
        "ssl_certificate %s; ssl_certificate_key %s; ".formatted(certificate, key) + negotiates);
  }
}
