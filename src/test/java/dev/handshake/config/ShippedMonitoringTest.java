package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shipped files for Prometheus, Alertmanager, Grafana and compose are what their tools want.
 */
class ShippedMonitoringTest {
  private static final Path CONFIG = Path.of("config");
  private static final Path COMPOSE = CONFIG.resolve("compose.yaml");
  private static final Path ALERTMANAGER = CONFIG.resolve("alertmanager.yml");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  @RequiresProgram("promtool")
  void prometheusTakesItsFileAndTheRules() {
    assertThat(said("promtool", "check", "config", CONFIG.resolve("prometheus.yml").toString()))
        .contains("SUCCESS: 2 rule files found");
  }

  @Test
  @RequiresProgram("amtool")
  void alertmanagerTakesItsFile() {
    assertThat(said("amtool", "check-config", ALERTMANAGER.toString())).contains("SUCCESS");
  }

  @ParameterizedTest
  @RequiresProgram("amtool")
  @CsvSource({
    "TlsFailingServer, critical, failure, server, server-pager",
    "TlsFailingAuthority, critical, failure, authority, server-pager",
    "TlsFailingNetwork, critical, failure, network, network-pager",
    "TlsFailingClient, critical, failure, client, identity-pager",
    "TlsClientCertificateRejected, critical, failure, client, identity-pager",
    "TlsIntercepted, critical, failure, interceptor, security-pager",
    "TlsMtlsNotEnforced, critical, failure, server, security-pager",
    "TlsCertificateRevoked, critical, failure, server, security-pager",
    "TlsProbeInternal, warning, failure, agent, agent-tickets",
    "TlsCertificateExpired, critical, expiry, '', server-pager",
    "TlsCertificateExpiresSoon, warning, expiry, '', tickets",
    "TlsBreakerOpen, warning, symptom, '', tickets",
    "TlsErrorBudgetBurnFast, critical, symptom, '', server-pager",
    "TlsHandshakeSlow, warning, latency, '', tickets",
    "HandshakeExporterDown, critical, agent, '', agent-pager",
    "HandshakeExporterScheduleLate, warning, agent, '', agent-tickets",
  })
  void eachAlertGoesToWhoeverCanAct(
      String alert, String severity, String kind, String party, String receiver) {
    List<String> command =
        new ArrayList<>(
            List.of("amtool", "config", "routes", "test", "--config.file=" + ALERTMANAGER));
    command.addAll(List.of("alertname=" + alert, "severity=" + severity, "kind=" + kind));
    if (!party.isEmpty()) {
      command.add("party=" + party);
    }
    assertThat(lastLine(command.toArray(String[]::new))).isEqualTo(receiver);
  }

  @Test
  @RequiresProgram("amtool")
  void ourOwnIdentitiesGoToTheirOwners() {
    assertThat(
            lastLine(
                "amtool",
                "config",
                "routes",
                "test",
                "--config.file=" + ALERTMANAGER,
                "alertname=TlsIdentityExpired",
                "severity=critical",
                "kind=expiry",
                "cause=identity_expiry"))
        .isEqualTo("identity-pager");
  }

  @Test
  @RequiresProgram("docker-compose")
  void composeTakesItsFile() {
    assertThat(said("docker-compose", "-f", COMPOSE.toString(), "config", "-q")).isEmpty();
  }

  @Test
  @RequiresProgram("docker-compose")
  void containersAreBoundedAndSeenFromThisMachineAlone() throws IOException {
    JsonNode services =
        new YAMLMapper()
            .readTree(said("docker-compose", "-f", COMPOSE.toString(), "config"))
            .get("services");
    assertThat(services.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("agent", "prometheus", "alertmanager", "grafana");
    for (JsonNode service : services) {
      assertThat(service.at("/image").asText()).matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+.*");
      assertThat(service.at("/user").asText()).matches("[1-9]\\d*:\\d+");
      assertThat(service.at("/read_only").asBoolean()).isTrue();
      assertThat(service.at("/cap_drop/0").asText()).isEqualTo("ALL");
      assertThat(service.at("/healthcheck/test")).isNotEmpty();
      service.path("ports").forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
    }
  }

  @Test
  void prometheusBeginsOnceThereIsSomethingToScrape() throws IOException {
    assertThat(read(COMPOSE).at("/services/prometheus/depends_on/agent/condition").asText())
        .isEqualTo("service_healthy");
  }

  /** A port that is published leads to the container's own address, not to its loopback. */
  @Test
  void thePublishedPortsReachTheAgentsLab() throws IOException {
    assertThat(read(COMPOSE).at("/services/agent/command"))
        .extracting(JsonNode::asText)
        .contains("lab", "--web.listen-address=0.0.0.0:10219");
  }

  @Test
  void whatIsMountedIsThere() throws IOException {
    for (JsonNode service : read(COMPOSE).get("services")) {
      for (JsonNode volume : service.get("volumes")) {
        String source = volume.asText().split(":")[0];
        if (source.startsWith(".")) {
          assertThat(CONFIG.resolve(source)).exists();
          assertThat(volume.asText()).endsWith(":ro");
        }
      }
    }
  }

  @Test
  void grafanaFindsTheDashboardsWhereTheyAreMounted() throws IOException {
    Path provisioning = CONFIG.resolve("grafana").resolve("provisioning");
    String path =
        read(provisioning.resolve("dashboards").resolve("handshake.yaml"))
            .at("/providers/0/options/path")
            .asText();
    assertThat(Files.readString(COMPOSE)).contains("../dashboards:" + path + ":ro");
    assertThat(
            read(provisioning.resolve("datasources").resolve("prometheus.yaml"))
                .at("/datasources/0/type")
                .asText())
        .isEqualTo("prometheus");
  }

  @Test
  void noSecretStandsInAFile() throws IOException {
    for (String file : List.of("prometheus.yml", "alertmanager.yml", "compose.yaml")) {
      assertThat(Files.readString(CONFIG.resolve(file)))
          .doesNotContainPattern("(?im)^[^#\\n]*(password|token|secret|_key|api_url):\\s*\\S");
    }
  }

  @Test
  @RequiresProgram("yamllint")
  void theFilesAreTidyYaml() {
    assertThat(
            said(
                "yamllint",
                "-d",
                "{extends: default, rules: {line-length: {max: 130}, document-start: disable,"
                    + " comments: {min-spaces-from-content: 1}}}",
                CONFIG.resolve("prometheus.yml").toString(),
                ALERTMANAGER.toString(),
                COMPOSE.toString(),
                CONFIG.resolve("grafana").toString()))
        .isEmpty();
  }

  /** Warnings about the machine's own settings may stand before the answer. */
  private static String lastLine(String... command) {
    return said(command).lines().toList().getLast();
  }

  /** What a tool says that ends well. */
  private static String said(String... command) {
    try (Program program = Program.start(command)) {
      int status = program.exit(PATIENCE).orElseThrow();
      assertThat(status).as(program.output()).isZero();
      return program.output();
    }
  }

  private static JsonNode read(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }
}
