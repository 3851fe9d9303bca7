package dev.handshake.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Eventually;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Paces;
import dev.handshake.agent.Plan;
import dev.handshake.agent.SwitchedPort;
import dev.handshake.certificate.CertificateFacts;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.discovery.FilePattern;
import dev.handshake.lab.Expected;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.lab.Street;
import dev.handshake.reason.Reason;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every query of every board but the platform's finds something in a real Prometheus that scrapes
 * the agent of the lab, and some find what the lab is known to have.
 */
@RequiresProgram("prometheus")
class BoardQueriesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A target that is fine at first and then shows a certificate of its own making. */
  private static final String TURNED = "turned";

  private static final Reason TURNS_TO = Reason.CERTIFICATE_SELF_SIGNED;

  @TempDir static Path directory;

  private static Street street;
  private static Plan plan;
  private static SwitchedPort port;
  private static Agent agent;
  private static PrometheusServer classic;
  private static PrometheusServer withNativeHistograms;

  /** One to which the agent is two that watch the same targets. */
  private static PrometheusServer ofTwoAgents;

  /** What a board asks. */
  record Asked(Dashboard board, String place, String expr) {
    @Override
    public String toString() {
      return board.uid() + ", " + place;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    street = Street.start(Instant.now());
    port = SwitchedPort.open(port("fine-tls13"));
    plan = plan(Files.writeString(directory.resolve("targets.json"), "[]"));
    agent = Agent.start(plan, Clock.systemUTC());
    classic = PrometheusServer.start(directory.resolve("classic"), agent.port());
    withNativeHistograms =
        PrometheusServer.start(
            directory.resolve("native"), agent.port(), "--enable-feature=native-histograms");
    ofTwoAgents = PrometheusServer.configured(directory.resolve("two"), twoAgents());
    Eventually.holds(
        PATIENCE,
        () -> assertThat(classic.value("tls_probe_success{target=\"turned\"}")).isEqualTo(1));
    port.leadTo(port("self-signed"));
    System.gc();
  }

  @AfterAll
  static void stop() throws IOException {
    Stream.of(classic, withNativeHistograms, ofTwoAgents)
        .parallel()
        .forEach(PrometheusServer::close);
    agent.close();
    port.close();
    street.close();
  }

  static List<Asked> queries() {
    List<Asked> queries = new ArrayList<>();
    for (Dashboard board : boards()) {
      for (Panel panel : board.panels()) {
        for (Query query : Objects.requireNonNullElse(panel.targets(), List.<Query>of())) {
          queries.add(new Asked(board, panel.title() + " " + query.refId(), query.expr()));
        }
      }
      for (Dashboard.Annotation annotation : board.annotations().list()) {
        if (annotation.expr() != null) {
          queries.add(new Asked(board, annotation.name(), annotation.expr()));
        }
      }
    }
    return queries;
  }

  static Stream<Asked> queriesOfHistograms() {
    return queries().stream().filter(asked -> asked.expr().contains("_bucket"));
  }

  /** All but the platform's, which needs a stand-in of it. */
  static List<Dashboard> boards() {
    return Boards.all().stream().filter(board -> !board.uid().equals(Boards.GENESYS)).toList();
  }

  static Stream<PrometheusServer> ofOneAgentAndOfTwo() {
    return Stream.of(classic, ofTwoAgents);
  }

  /** What is asked of targets, but for the panel that lists the agents of each. */
  static Stream<Asked> queriesOfTargets() {
    return queries().stream()
        .filter(asked -> !asked.board().uid().equals(Boards.AGENT))
        .filter(asked -> !asked.expr().contains(", instance)"))
        .filter(asked -> !asked.expr().contains("by (instance)"));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void aQueryFindsSomething(Asked asked) {
    findsSomething(classic, asked);
  }

  @ParameterizedTest
  @MethodSource("queriesOfHistograms")
  void aQueryOfAHistogramFindsSomethingInNativeOnes(Asked asked) {
    findsSomething(withNativeHistograms, asked);
  }

  @ParameterizedTest
  @MethodSource("boards")
  void whatMayBeChosenIsThere(Dashboard board) {
    Choices choices = new Choices(classic, board);
    assertThat(choices.of("job")).containsExactly("agent");
    assertThat(choices.of("instance")).containsExactly(Street.ADDRESS + ":" + agent.port());
    if (board.templating().list().stream().anyMatch(it -> it.name().equals("target"))) {
      assertThat(choices.of("target"))
          .containsExactlyInAnyOrderElementsOf(plan.targets().stream().map(Target::name).toList());
      assertThat(choices.of("runbook")).containsExactlyElementsOf(choices.of("instance"));
    }
  }

  @ParameterizedTest
  @MethodSource("queriesOfTargets")
  void aSecondAgentOfTheSameTargetsAddsNoSeries(Asked asked) {
    Eventually.holds(
        PATIENCE, () -> assertThat(series(ofTwoAgents, asked)).isEqualTo(series(classic, asked)));
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("ofOneAgentAndOfTwo")
  void asManyTargetsAreCountedAsThereAre(PrometheusServer prometheus) {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(number(prometheus, OverviewBoard.TARGETS))
                .isEqualTo(Scenarios.all().size() + 1));
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("ofOneAgentAndOfTwo")
  void asManyFailAsAreExpectedTo(PrometheusServer prometheus) {
    long failing =
        Scenarios.all().stream().filter(scenario -> !scenario.expected().succeeds()).count() + 1;
    Eventually.holds(
        PATIENCE,
        () -> assertThat(number(prometheus, OverviewBoard.FAILING)).isEqualTo((double) failing));
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("ofOneAgentAndOfTwo")
  void eachReasonIsCountedAsOftenAsItIsProvoked(PrometheusServer prometheus) {
    Map<String, Double> expected = new TreeMap<>();
    Stream.concat(
            Scenarios.all().stream().map(Scenario::expected), Stream.of(Expected.failure(TURNS_TO)))
        .flatMap(row -> row.reason().stream())
        .forEach(reason -> expected.merge(reason.word(), 1.0, Double::sum));
    Eventually.holds(
        PATIENCE,
        () -> {
          Map<String, Double> counted = new TreeMap<>();
          ask(prometheus, OverviewBoard.board(), OverviewBoard.BY_REASON, "A", Map.of())
              .forEach(series -> counted.put(series.at("/metric/reason").asText(), value(series)));
          assertThat(counted).containsExactlyEntriesOf(expected);
        });
  }

  @Test
  void aChainIsAsLongAsTheRowSends() {
    Map<String, String> chosen = Map.of("target", "fine-rsa");
    int sent = street.pki().server(ServerCertificate.FINE_RSA).chain().size();
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(number(TargetBoard.board(), TargetBoard.DEPTH, chosen)).isEqualTo(sent);
          assertThat(ask(classic, TargetBoard.board(), TargetBoard.CHAIN, "A", chosen))
              .hasSize(sent);
        });
  }

  @Test
  void theTimeLeftIsThatOfTheRowsCertificate() {
    Map<String, String> chosen = Map.of("target", "ends-soon");
    Instant end =
        CertificateFacts.of(street.pki().server(ServerCertificate.ENDS_SOON).chain().getFirst())
            .orElseThrow()
            .notAfter();
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(number(TargetBoard.board(), TargetBoard.LEFT, chosen))
                .isBetween(
                    (double) Duration.between(Instant.now(), end).toSeconds() - 30,
                    (double) Duration.between(Instant.now(), end).toSeconds() + 30));
  }

  @Test
  void whatBecameOfOurCertificateIsTheStateOfTheRow() {
    for (String name :
        List.of("fine-rsa", "mtls-http-tls13", "mtls-no-ticket", "mtls-missing-tls13")) {
      double state = Words.number(Scenarios.named(name).expected().acceptance().orElseThrow());
      Eventually.holds(PATIENCE, () -> assertThat(acceptance(name)).as(name).isEqualTo(state));
    }
  }

  @Test
  void aTargetThatTurnedBadIsDatedByItsLastSuccess() {
    double now = Instant.now().toEpochMilli();
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(
                    classic.query(
                        new Choices(classic, OverviewBoard.board())
                            .filled(OverviewBoard.lastFineOfFailing(), Map.of())))
                .singleElement()
                .satisfies(series -> {
                  assertThat(series.at("/metric/target").asText()).isEqualTo(TURNED);
                  assertThat(value(series)).isBetween(now - 600_000, now);
                }));
  }

  private static void findsSomething(PrometheusServer prometheus, Asked asked) {
    String expression = new Choices(prometheus, asked.board()).filled(asked.expr(), Map.of());
    Eventually.holds(
        PATIENCE, () -> assertThat(prometheus.query(expression)).as(expression).isNotEmpty());
  }

  private static double number(PrometheusServer prometheus, String panel) {
    return only(ask(prometheus, OverviewBoard.board(), panel, "A", Map.of()));
  }

  private static double number(Dashboard board, String panel, Map<String, String> chosen) {
    return only(ask(classic, board, panel, "A", chosen));
  }

  private static double acceptance(String target) {
    return only(
        ask(
            classic,
            TargetBoard.board(),
            TargetBoard.STATES,
            TargetBoard.ANSWER,
            Map.of("target", target)));
  }

  private static double only(List<JsonNode> series) {
    assertThat(series).hasSize(1);
    return value(series.getFirst());
  }

  /** The labels of what a query finds, or how many there are where a limit chooses among equals. */
  private static Object series(PrometheusServer prometheus, Asked asked) {
    List<JsonNode> found =
        prometheus.query(new Choices(prometheus, asked.board()).filled(asked.expr(), Map.of()));
    return asked.expr().contains("topk(") || asked.expr().contains("bottomk(")
        ? found.size()
        : found.stream().map(it -> it.at("/metric").toString()).sorted().toList();
  }

  private static double value(JsonNode series) {
    return Double.parseDouble(series.at("/value/1").asText());
  }

  /** What a panel's query of that letter finds. */
  private static List<JsonNode> ask(
      PrometheusServer prometheus,
      Dashboard board,
      String panel,
      String letter,
      Map<String, String> chosen) {
    String expr =
        board.panels().stream()
            .filter(it -> it.title().equals(panel))
            .flatMap(it -> Objects.requireNonNull(it.targets()).stream())
            .filter(query -> query.refId().equals(letter))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no query " + letter + " of panel " + panel))
            .expr();
    return prometheus.query(new Choices(prometheus, board).filled(expr, chosen));
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

  private static int port(String scenario) {
    return street.house(scenario).target().endpoint().port();
  }

  private static Plan plan(Path targetFile) {
    Plan lab = Paces.swift(street.plan(new WebSettings(Street.ADDRESS, 0)));
    List<Target> targets = new ArrayList<>(lab.targets());
    targets.add(turned(lab));
    return lab.withTargets(targets)
        .withDiscovery(new DiscoverySettings(List.of(new FilePattern(targetFile)), List.of()));
  }

  private static Target turned(Plan lab) {
    Target fine =
        lab.targets().stream()
            .filter(target -> target.name().equals("fine-tls13"))
            .findFirst()
            .orElseThrow();
    return new Target(
        TURNED,
        new Endpoint(Street.ADDRESS, port.number()),
        fine.serverName(),
        fine.verifyName(),
        fine.module().withTiming(fine.module().timing().withLatencyBudget(Duration.ofMillis(500))),
        fine.labels());
  }
}
