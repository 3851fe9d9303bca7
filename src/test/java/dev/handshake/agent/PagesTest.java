package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.AlertmanagerServer;
import dev.handshake.Eventually;
import dev.handshake.HookServer;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From a broken server to the page and from the mended one to its resolution: agent, Prometheus
 * with the rules of {@code alerts}, Alertmanager with {@code config/alertmanager.yml}, and a
 * receiver. Of the shipped files the durations alone are changed, all divided by one number, so
 * that minutes pass in seconds, and the receivers' address.
 */
@RequiresProgram({"prometheus", "prometheus-alertmanager"})
class PagesTest {
  private static final int FASTER = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern DURATION =
      Pattern.compile(
          "(?<=\\[)\\d+[smhd](?=[]:])|(?<=:)\\d+[smhd](?=])|(?<=offset )\\d+[smhd]"
              + "|(?<=(for|_wait|_interval|_timeout): )\\d+[smhd]");
  private static final Map<Character, Integer> SECONDS =
      Map.of('s', 1, 'm', 60, 'h', 3600, 'd', 86_400);
  private static final Scenario FINE = Scenarios.named("fine-tls13");
  private static final Scenario BROKEN = Scenarios.named("wrong-name");
  private static final Scenario LAST_WEEK = Scenarios.named("ends-soon");

  @TempDir Path directory;

  /** In which form Prometheus keeps histograms. */
  enum Kind {
    CLASSIC,
    NATIVE_HISTOGRAMS;

    String[] options() {
      return switch (this) {
        case CLASSIC -> new String[0];
        case NATIVE_HISTOGRAMS -> new String[] {"--enable-feature=native-histograms"};
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenServerIsPagedOnceAndItsMendingToo(Kind kind) throws IOException {
    try (Street street =
            Street.start(LabPki.mint(Instant.now()), List.of(FINE, BROKEN, LAST_WEEK));
        SwitchedPort port = SwitchedPort.open(port(street, FINE));
        Agent agent = Agent.start(plan(street, port), Clock.systemUTC());
        HookServer pager = HookServer.plain();
        AlertmanagerServer alertmanager = alertmanager(pager);
        PrometheusServer prometheus = prometheus(agent, alertmanager, kind)) {
      Eventually.holds(
          PATIENCE,
          () -> assertThat(prometheus.query("tls_probe_success{target='crm'} == 1")).hasSize(1));
      expiryIsPaged(pager, agent);

      port.leadTo(port(street, BROKEN));
      Eventually.holds(PATIENCE, () -> assertThat(pages(pager, "crm", "firing")).isNotEmpty());
      JsonNode page = pages(pager, "crm", "firing").getFirst();
      JsonNode alert = page.at("/alerts/0");
      assertThat(alert.at("/labels/reason").asText()).isEqualTo("certificate_name_mismatch");
      assertThat(alert.at("/labels/party").asText()).isEqualTo("server");
      assertThat(alert.at("/labels/severity").asText()).isEqualTo("critical");
      assertThat(alert.at("/annotations/summary").asText()).contains("crm");
      assertThat(alert.at("/annotations/description").asText())
          .contains("certificate_name_mismatch", "Remedy: ");
      assertRunbook(alert, agent);

      port.leadTo(port(street, FINE));
      Eventually.holds(PATIENCE, () -> assertThat(pages(pager, "crm", "resolved")).isNotEmpty());
      assertThat(causes(pager, "crm")).as("one cause, one page").hasSize(1);
      assertThat(pages(pager, "crm", "firing")).as("told once").hasSize(1);
    }
  }

  private static void expiryIsPaged(HookServer pager, Agent agent) {
    Eventually.holds(PATIENCE, () -> assertThat(pages(pager, "last-week", "firing")).isNotEmpty());
    JsonNode alert = pages(pager, "last-week", "firing").getFirst().at("/alerts/0");
    assertThat(alert.at("/labels/alertname").asText()).isEqualTo("TlsCertificateExpiresVerySoon");
    assertThat(alert.at("/labels/severity").asText()).isEqualTo("critical");
    assertThat(alert.at("/annotations/description").asText()).contains("last-week", "Remedy: ");
    assertRunbook(alert, agent);
    assertThat(causes(pager, "last-week")).as("one cause, one page").hasSize(1);
  }

  /** The link of the page leads to a page of the agent's own. */
  private static void assertRunbook(JsonNode alert, Agent agent) {
    URI runbook = URI.create(alert.at("/annotations/runbook_url").asText());
    assertThat(runbook.getPort()).isEqualTo(agent.port());
    assertThat(new Surface(agent.port()).get(runbook.getPath()).statusCode())
        .as(runbook.toString())
        .isEqualTo(200);
  }

  private static Plan plan(Street street, SwitchedPort port) {
    Target fine = street.house(FINE.name()).target();
    Target crm =
        new Target(
            "crm",
            new Endpoint(Street.ADDRESS, port.number()),
            fine.serverName(),
            fine.verifyName(),
            fine.module(),
            fine.labels());
    Target lastWeek = Paces.named(street.house(LAST_WEEK.name()).target(), "last-week");
    Plan lab = street.plan(new WebSettings(Street.ADDRESS, 0));
    return new Plan(
        Stream.of(crm, lastWeek).map(target -> Paces.every(Duration.ofSeconds(1), target)).toList(),
        lab.dns(),
        new BreakerSettings(
            2, Duration.ofSeconds(60), Duration.ofSeconds(2), Duration.ofSeconds(4)),
        lab.schedule(),
        lab.web(),
        lab.identities(),
        lab.trust());
  }

  private AlertmanagerServer alertmanager(HookServer pager) throws IOException {
    String shipped = Files.readString(Path.of("config/alertmanager.yml"));
    assertThat(shipped).contains("http://127.0.0.1:8080/");
    return AlertmanagerServer.start(
        directory.resolve("alertmanager"),
        faster(
            shipped.replace("http://127.0.0.1:8080/", "http://127.0.0.1:" + pager.port() + "/")));
  }

  private PrometheusServer prometheus(Agent agent, AlertmanagerServer alertmanager, Kind kind)
      throws IOException {
    Path rules = Files.createDirectories(directory.resolve("alerts"));
    for (String name : List.of("handshake.recording.yml", "handshake.alerts.yml")) {
      Files.writeString(rules.resolve(name), faster(Files.readString(Path.of("alerts", name))));
    }
    return PrometheusServer.configured(
        directory.resolve("prometheus"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 900ms, evaluation_interval: 1s}
        rule_files: ["%s/*.yml"]
        alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
        scrape_configs:
          - {job_name: handshake, static_configs: [{targets: ["127.0.0.1:%d"]}]}
        """
            .formatted(rules, alertmanager.port(), agent.port()),
        kind.options());
  }

  /** The same text with all durations divided, none below a second. */
  private static String faster(String text) {
    return DURATION
        .matcher(text)
        .replaceAll(found -> {
          String word = found.group();
          int unit = SECONDS.getOrDefault(word.charAt(word.length() - 1), 1);
          int seconds = Integer.parseInt(word.substring(0, word.length() - 1)) * unit;
          return Math.max(1, seconds / FASTER) + "s";
        });
  }

  /** The pages of one status that are about a target. */
  private static List<JsonNode> pages(HookServer pager, String target, String status) {
    return pager.bodies().stream()
        .filter(page -> page.at("/status").asText().equals(status))
        .filter(page -> alerts(page).stream().anyMatch(alert -> isOf(alert, target)))
        .toList();
  }

  private static Set<String> causes(HookServer pager, String target) {
    return pages(pager, target, "firing").stream()
        .map(page -> page.at("/receiver").asText() + " " + page.at("/groupKey").asText())
        .collect(Collectors.toSet());
  }

  private static List<JsonNode> alerts(JsonNode page) {
    List<JsonNode> alerts = new ArrayList<>();
    page.at("/alerts").forEach(alerts::add);
    return alerts;
  }

  private static boolean isOf(JsonNode alert, String target) {
    return alert.at("/labels/target").asText().equals(target);
  }

  private static int port(Street street, Scenario scenario) {
    return street.house(scenario.name()).target().endpoint().port();
  }
}
