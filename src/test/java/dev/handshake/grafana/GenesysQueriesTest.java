package dev.handshake.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handshake.Eventually;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Paces;
import dev.handshake.agent.Plan;
import dev.handshake.genesys.ActionTestSettings;
import dev.handshake.genesys.Source;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformActions;
import dev.handshake.lab.PlatformCertificates.State;
import dev.handshake.lab.PlatformFault;
import dev.handshake.lab.PlatformGateway;
import dev.handshake.lab.PlatformWatch;
import dev.handshake.lab.Street;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every query of the platform's board finds something in a real Prometheus that scrapes an agent of
 * the stand-in, after one rotation and before another, and some find what is known to be there.
 */
@RequiresProgram("prometheus")
class GenesysQueriesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The source that the stand-in has fail, which leaves the others alone. */
  private static final Source DOWN = Source.ORGANIZATION;

  @TempDir static Path directory;

  private static Street street;
  private static Platform platform;
  private static Agent agent;
  private static PrometheusServer prometheus;

  /** One to which the agent is two that watch the same. */
  private static PrometheusServer ofTwoAgents;

  /** What the board asks. */
  record Asked(String place, String expr) {
    @Override
    public String toString() {
      return place;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    street = Street.start(LabPki.mint(Instant.now()), List.of());
    platform = Platform.start(Clock.systemUTC());
    platform.audits().changed("Integrations", "Integration", "Update", "CRM gateway");
    platform.faults().at("/api/v2/organizations/me", PlatformFault.status(404));
    agent = Agent.start(plan(), Clock.systemUTC());
    prometheus = PrometheusServer.start(directory.resolve("one"), agent.port());
    ofTwoAgents = PrometheusServer.configured(directory.resolve("two"), twoAgents());
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(prometheus.query("genesys_client_certificate_info{status='Current'}"))
                .isNotEmpty());
    platform.certificates().state(State.CURRENT);
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(prometheus.query("genesys_client_certificate_last_change_timestamp_seconds"))
                .isNotEmpty());
    platform.certificates().state(State.UPCOMING);
  }

  @AfterAll
  static void stop() throws IOException {
    prometheus.close();
    ofTwoAgents.close();
    agent.close();
    platform.close();
    street.close();
  }

  static List<Asked> queries() {
    List<Asked> queries = new ArrayList<>();
    for (Panel panel : GenesysBoard.board().panels()) {
      for (Query query : Objects.requireNonNullElse(panel.targets(), List.<Query>of())) {
        queries.add(new Asked(panel.title() + " " + query.refId(), query.expr()));
      }
    }
    for (Dashboard.Annotation annotation : GenesysBoard.board().annotations().list()) {
      if (annotation.expr() != null) {
        queries.add(new Asked(annotation.name(), annotation.expr()));
      }
    }
    return queries;
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryFindsSomething(Asked asked) {
    Eventually.holds(
        PATIENCE, () -> assertThat(ask(prometheus, asked.expr())).as(asked.expr()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aSecondAgentAddsNoSeries(Asked asked) {
    if (!asked.expr().contains("by (instance)")) {
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(labels(ask(ofTwoAgents, asked.expr())))
                  .isEqualTo(labels(ask(prometheus, asked.expr()))));
    }
  }

  @Test
  void whatMayBeChosenIsThere() {
    Choices choices = new Choices(prometheus, GenesysBoard.board());
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(choices.of("organization")).contains(PlatformWatch.ORGANIZATION);
          assertThat(choices.of("region")).contains(Platform.REGION);
        });
  }

  @Test
  void theGatewayThatLacksTheNextRootAloneIsNotReady() {
    Eventually.holds(
        PATIENCE,
        () -> {
          Map<String, Double> upcoming = new TreeMap<>();
          ask(prometheus, panel(GenesysBoard.READINESS)).stream()
              .filter(series -> series.at("/metric/status").asText().equals("Upcoming"))
              .forEach(series -> upcoming.put(series.at("/metric/trust").asText(), value(series)));
          assertThat(upcoming)
              .containsEntry(PlatformGateway.READY, 1.0)
              .containsEntry(PlatformGateway.OLD_ROOT, 0.0);
          assertThat(ask(prometheus, panel(GenesysBoard.NOT_READY)))
              .singleElement()
              .satisfies(series -> assertThat(value(series)).isEqualTo(1));
        });
  }

  @Test
  void theSourceThatFailsAloneIsDown() {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(ask(prometheus, panel(GenesysBoard.SOURCES)))
                .filteredOn(series -> value(series) == 0)
                .singleElement()
                .satisfies(series ->
                    assertThat(series.at("/metric/source").asText()).isEqualTo(DOWN.word())));
  }

  private static String panel(String title) {
    return GenesysBoard.board().panels().stream()
        .filter(panel -> panel.title().equals(title))
        .map(panel -> Objects.requireNonNull(panel.targets()).getFirst().expr())
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> ask(PrometheusServer server, String expr) {
    return server.query(new Choices(server, GenesysBoard.board()).filled(expr, Map.of()));
  }

  private static List<String> labels(List<JsonNode> found) {
    return found.stream().map(series -> series.at("/metric").toString()).sorted().toList();
  }

  private static double value(JsonNode series) {
    return Double.parseDouble(series.at("/value/1").asText());
  }

  private static Plan plan() {
    Plan plan =
        Paces.swift(PlatformWatch.added(street.plan(new WebSettings(Street.ADDRESS, 0)), platform));
    return plan.withTargets(
            plan.targets().stream()
                .map(target ->
                    target.withModule(
                        target
                            .module()
                            .withTiming(
                                target
                                    .module()
                                    .timing()
                                    .withLatencyBudget(Duration.ofSeconds(10)))))
                .toList())
        .withGenesys(
            plan.genesys()
                .withActionTests(
                    List.of(
                        new ActionTestSettings(
                            PlatformWatch.ORGANIZATION,
                            PlatformActions.id(PlatformGateway.READY),
                            JsonNodeFactory.instance.objectNode(),
                            Duration.ofMinutes(1)))));
  }

  private static String twoAgents() {
    return """
    global: {scrape_interval: 2s, scrape_timeout: 1900ms}
    scrape_configs:
      - job_name: agent
        static_configs:
          - {targets: ["%1$s"], labels: {instance: "%1$s"}}
          - {targets: ["%1$s"], labels: {instance: "other:9469"}}
    """
        .formatted(Street.ADDRESS + ":" + agent.port());
  }
}
