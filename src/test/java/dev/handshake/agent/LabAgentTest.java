package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.breaker.Verdict;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Street;
import dev.handshake.metrics.Cardinality;
import dev.handshake.metrics.MetricNames;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The whole agent against the whole lab, by what its HTTP surface says. */
class LabAgentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SUCCESS = "success";

  /** Scenarios that are also probed so rarely that any second look was brought forward. */
  private static final List<String> RARE =
      List.of("closed-port", "expired", "mtls-missing-tls13", "plain-http");

  private static final Duration RARELY = Duration.ofHours(1);

  /** What happened to them until their breakers opened; the history forgets it later. */
  private static final Map<String, List<JsonNode>> FIRST_EVENTS = new TreeMap<>();

  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

  private static Plan plan;
  private static Street street;
  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() {
    street = Street.start(Instant.now());
    Plan lab = Paces.swift(street.plan(new WebSettings(Street.ADDRESS, 0)));
    List<Target> targets = new ArrayList<>(lab.targets());
    lab.targets().stream()
        .filter(target -> RARE.contains(target.name()))
        .map(target -> Paces.every(RARELY, Paces.named(target, "rare-" + target.name())))
        .forEach(targets::add);
    plan = lab.withTargets(targets);
    LOG.start();
    // Whatever a command of another test has configured.
    logger().setLevel(Level.INFO);
    logger().addAppender(LOG);
    agent = Agent.start(plan, Clock.systemUTC());
    surface = new Surface(agent.port());
    RARE.forEach(name -> assertThat(probeNow("rare-" + name).statusCode()).isEqualTo(202));
    RARE.forEach(name -> FIRST_EVENTS.put(name, untilOpened("rare-" + name)));
  }

  @AfterAll
  static void stop() {
    logger().detachAppender(LOG);
    logger().setLevel(null);
    agent.close();
    street.close();
  }

  @Test
  void theLogSaysNothingThatThePageOfLogsDoesNotExplain() throws IOException {
    LogPage page = LogPage.read();
    Eventually.holds(
        PATIENCE,
        () -> assertThat(loggedKeys()).contains("reason", "tls.client.subject", "tls.curve", "to"));
    assertThat(page.keys()).containsAll(loggedKeys());
    assertThat(page.messages())
        .containsAll(List.copyOf(LOG.list).stream().map(ILoggingEvent::getMessage).toList());
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(EventLog.class);
  }

  private static Set<String> loggedKeys() {
    Set<String> keys = new HashSet<>();
    List.copyOf(LOG.list)
        .forEach(line -> line.getKeyValuePairs().forEach(pair -> keys.add(pair.key)));
    return keys;
  }

  @Test
  void everyScenarioShowsTheReasonThatItCarries() {
    Map<String, String> expected = new TreeMap<>();
    plan.targets().forEach(target -> expected.put(target.name(), expected(target)));
    Eventually.holds(
        PATIENCE, () -> assertThat(said(surface.scrape())).containsExactlyEntriesOf(expected));
  }

  @Test
  void theExpectedWordIsALabelOfEveryTargetSeries() {
    everyTargetProbed();
    assertThat(surface.scrape())
        .filteredOn(sample -> sample.labels().containsKey("target"))
        .isNotEmpty()
        .allSatisfy(sample ->
            assertThat(sample.label(Scenario.EXPECTED_LABEL))
                .isEqualTo(expected(configured(sample.label("target")))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everySeriesIsAsTheReferenceOfMetricsSays(boolean openMetrics) {
    everyTargetProbed();
    ReferenceOfMetrics reference = new ReferenceOfMetrics(surface, agent.store());
    reference.assertTypes(openMetrics);
    reference.assertLabels(openMetrics);
  }

  @Test
  void everyMetricOfTheReferenceIsServed() {
    everyTargetProbed();
    Eventually.holds(
        PATIENCE, () -> new ReferenceOfMetrics(surface, agent.store()).assertAllSeen());
  }

  @Test
  void everyTargetHasAsManySeriesAsTheFormulaSays() {
    everyTargetProbed();
    ReferenceOfMetrics reference = new ReferenceOfMetrics(surface, agent.store());
    Set<String> compared = new HashSet<>();
    Eventually.holds(
        PATIENCE,
        () -> {
          compared.addAll(reference.assertCounts());
          assertThat(compared).hasSameSizeAs(plan.targets());
        });
  }

  /** On a busy machine handshakes are late: a finding says so, and no histogram counts them. */
  @Test
  void aHealthyMtlsTargetHasTheTypicalNumberOfSeries() {
    Set<String> load = Set.of(MetricNames.PROBE_FINDING_INFO, MetricNames.HANDSHAKE_DURATION);
    Map<String, String> label = Map.of("target", "mtls-http-tls13");
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.scrape())
                .filteredOn(sample -> sample.has(label))
                .filteredOn(sample -> load.stream().noneMatch(sample.name()::startsWith))
                .hasSize(Cardinality.typical() - Cardinality.HISTOGRAM));
  }

  @Test
  void readinessComesWithTheFirstRound() {
    assertThat(surface.get("/-/healthy").statusCode()).isEqualTo(200);
    Eventually.holds(
        PATIENCE, () -> assertThat(surface.get("/-/ready").statusCode()).isEqualTo(200));
    assertThat(surface.json("/api/v1/targets").at("/targets"))
        .allSatisfy(target -> assertThat(target.has("last")).as(target.toString()).isTrue());
  }

  @Test
  void theApiTellsEachTargetWithItsLastProbeAndBreaker() {
    everyTargetProbed();
    JsonNode targets = surface.json("/api/v1/targets").at("/targets");
    assertThat(targets).hasSameSizeAs(plan.targets());
    for (JsonNode target : targets) {
      assertThat(target.fieldNames())
          .toIterable()
          .containsExactly("name", "address", "labels", "module", "last", "breaker");
      Target configured = configured(target.at("/name").asText());
      assertThat(target.at("/address").asText()).isEqualTo(configured.endpoint().toString());
      assertThat(target.at("/labels/expected").asText()).isEqualTo(expected(configured));
      assertThat(target.at("/module").asText()).isEqualTo(configured.module().name());
      assertThat(target.at("/last/target").asText()).isEqualTo(configured.name());
      assertThat(target.at("/last/address").asText()).isEqualTo(configured.endpoint().toString());
      assertThat(target.at("/breaker/state").asText()).isIn("closed", "open", "half_open");
    }
  }

  @ParameterizedTest
  @FieldSource("RARE")
  void theSecondFailureOpensTheBreakerWellBeforeTheNextInterval(String scenario) {
    List<JsonNode> events = Objects.requireNonNull(FIRST_EVENTS.get(scenario));
    JsonNode opening = events.getLast();
    List<JsonNode> probes = events.subList(0, events.size() - 1);
    assertThat(probes)
        .as("two probes, and perhaps one that the request overtook")
        .hasSizeBetween(2, 3);
    assertThat(probes)
        .extracting(event -> event.at("/reason").asText())
        .containsOnly(street.house(scenario).scenario().expected().word());
    assertThat(opening.at("/breaker/from").asText()).isEqualTo("closed");
    assertThat(opening.at("/breaker/to").asText()).isEqualTo("open");
    assertThat(opening.at("/cause/time")).isEqualTo(probes.getLast().at("/time"));
    assertThat(opening.at("/cause/reason")).isEqualTo(probes.getLast().at("/reason"));
  }

  @Test
  void everyTargetThatFailsForGoodIsLeftAloneAndTriedAgain() {
    List<String> opening =
        street.houses().stream()
            .filter(house -> Verdict.of(house.scenario().expected().reason()) == Verdict.FAILURE)
            .map(house -> house.scenario().name())
            .toList();
    assertThat(opening).hasSizeGreaterThan(30);
    Eventually.holds(
        PATIENCE,
        () -> {
          List<Sample> scrape = surface.scrape();
          for (String name : opening) {
            assertThat(count(scrape, MetricNames.BREAKER_TRANSITIONS, name, "to", "open"))
                .as("openings of " + name)
                .isPositive();
            assertThat(count(scrape, MetricNames.PROBES, name, "outcome", "skipped"))
                .as("skipped probes of " + name)
                .isPositive();
            assertThat(count(scrape, MetricNames.BREAKER_TRANSITIONS, name, "to", "half_open"))
                .as("trials of " + name)
                .isPositive();
          }
        });
  }

  @Test
  void noBreakerOpensForWhatIsNoFaultOfTheHandshake() {
    everyTargetProbed();
    List<String> staying =
        street.houses().stream()
            .filter(house -> Verdict.of(house.scenario().expected().reason()) != Verdict.FAILURE)
            .map(house -> house.scenario().name())
            .toList();
    List<Sample> scrape = surface.scrape();
    assertThat(staying)
        .isNotEmpty()
        .allSatisfy(name ->
            assertThat(count(scrape, MetricNames.BREAKER_TRANSITIONS, name, "to", "open"))
                .isZero());
  }

  @Test
  void aProbeOnRequestClosesTheBreakerOnceInTenSeconds() {
    String name = "self-signed";
    Eventually.holds(PATIENCE, () -> assertThat(openings(name)).isPositive());
    Instant asked = Instant.now();
    assertThat(probeNow(name).statusCode()).isEqualTo(202);
    HttpResponse<String> again = probeNow(name);
    assertThat(again.statusCode()).isEqualTo(429);
    assertThat(again.headers().firstValue("Retry-After"))
        .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 10));
    Eventually.holds(PATIENCE, () -> assertThat(since(asked, name)).anyMatch(LabAgentTest::closes));
    Eventually.holds(
        PATIENCE,
        () -> assertThat(time(surface.json("/api/v1/targets/" + name).at("/last"))).isAfter(asked));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(probeNow("nobody").statusCode()).isEqualTo(404);
    assertThat(surface.get("/api/v1/targets/nobody").statusCode()).isEqualTo(404);
    assertThat(surface.get("/api/v1/targets/fine-tls13/probe").statusCode()).isEqualTo(405);
    assertThat(surface.get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  @RequiresProgram("promtool")
  void promtoolHasNothingToComplainOf(@TempDir Path directory) throws IOException {
    everyTargetProbed();
    Path scrape = directory.resolve("metrics.txt");
    Files.writeString(scrape, surface.body("/metrics"));
    try (Program promtool = Program.start("sh", "-c", "promtool check metrics < " + scrape)) {
      assertThat(promtool.exit(PATIENCE)).as(promtool.output()).hasValue(0);
      assertThat(promtool.output()).isEmpty();
    }
  }

  private static void everyTargetProbed() {
    Eventually.holds(PATIENCE, () -> assertThat(agent.ready()).isTrue());
  }

  /** What the scrape says of each target: success, the reason, or that it contradicts itself. */
  private static Map<String, String> said(List<Sample> scrape) {
    Map<String, List<String>> words = new TreeMap<>();
    for (Sample sample : scrape) {
      Stream<String> word =
          switch (sample.name()) {
            case MetricNames.PROBE_SUCCESS ->
                sample.value() == 1 ? Stream.of(SUCCESS) : Stream.of();
            case MetricNames.PROBE_FAILURE_INFO -> Stream.of(sample.label("reason"));
            default -> Stream.of();
          };
      word.forEach(
          it -> words.computeIfAbsent(sample.label("target"), _ -> new ArrayList<>()).add(it));
    }
    Map<String, String> said = new TreeMap<>();
    words.forEach((target, all) -> said.put(target, String.join(" and ", all)));
    return said;
  }

  private static double count(
      List<Sample> scrape, String name, String target, String label, String value) {
    Map<String, String> wanted = Map.of("target", target, label, value);
    return scrape.stream()
        .filter(sample -> sample.name().equals(name) && sample.has(wanted))
        .mapToDouble(Sample::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + wanted));
  }

  private static double openings(String name) {
    return surface.value(MetricNames.BREAKER_TRANSITIONS, Map.of("target", name, "to", "open"));
  }

  /** What has happened to a target, the oldest first. */
  private static List<JsonNode> history(String name) {
    List<JsonNode> events = new ArrayList<>();
    surface.json("/api/v1/targets/" + name).at("/history").forEach(events::addFirst);
    return events;
  }

  /** The same up to the first change of its breaker. */
  private static List<JsonNode> untilOpened(String name) {
    Eventually.holds(
        PATIENCE, () -> assertThat(history(name)).anyMatch(event -> event.has("breaker")));
    List<JsonNode> events = history(name);
    long probes = events.stream().takeWhile(event -> !event.has("breaker")).count();
    return events.subList(0, (int) probes + 1);
  }

  private static List<JsonNode> since(Instant moment, String name) {
    return history(name).stream()
        .filter(event -> !time(event).isBefore(moment.minusMillis(1)))
        .toList();
  }

  private static HttpResponse<String> probeNow(String name) {
    return surface.post("/api/v1/targets/" + name + "/probe");
  }

  private static Target configured(String name) {
    return plan.targets().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody configured " + name));
  }

  private static String expected(Target target) {
    return Objects.requireNonNull(target.labels().get(Scenario.EXPECTED_LABEL));
  }

  private static boolean closes(JsonNode event) {
    return event.at("/breaker/to").asText().equals("closed");
  }

  private static Instant time(JsonNode event) {
    return Instant.parse(event.at("/time").asText());
  }
}
