package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Eventually;
import dev.handshake.Surface;
import dev.handshake.address.Allowance;
import dev.handshake.discovery.TargetSource;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Route;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Targets that come and go while the agent runs, and where those may be dialled. */
class DiscoveredTargetsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(500);
  private static final List<Allowance> LOOPBACK = List.of(Allowance.parse("127.0.0.0/8"));

  private static Street street;

  private final Told source = new Told();
  private Optional<Agent> agent = Optional.empty();

  @BeforeAll
  static void open() {
    street =
        Street.start(
            LabPki.mint(Instant.now()),
            Stream.of("fine-tls13", "fine-ecdsa").map(Scenarios::named).toList());
  }

  @AfterAll
  static void shut() {
    street.close();
  }

  @AfterEach
  void stop() {
    agent.ifPresent(Agent::close);
  }

  @Test
  void targetsAppearChangeAndDisappearWithoutARestart() {
    Surface surface = start(List.of(configured()), LOOPBACK);
    source.tell(discovered("found"));
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.value("tls_probe_success", Map.of("target", "found"))).isEqualTo(1));
    assertThat(surface.scrape("tls_probe_latency_budget_seconds", Map.of("target", "found")))
        .isEmpty();

    source.tell(budgeted(discovered("found"), Duration.ofSeconds(3)));
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.value("tls_probe_latency_budget_seconds", Map.of("target", "found")))
                .isEqualTo(3));

    source.tell();
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.scrape())
                .noneMatch(sample -> sample.has(Map.of("target", "found")))
                .anyMatch(sample -> sample.has(Map.of("target", "fine-tls13"))));
    assertThat(surface.get("/api/v1/targets/found").statusCode()).isEqualTo(404);
    assertThat(surface.get("/probe?target=found").statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsTheSameKeepsItsBreakerAndItsHistory() {
    Target refused = Paces.every(OFTEN, closed("refused"));
    Surface surface = start(List.of(configured(), refused), LOOPBACK);
    source.tell(discovered("kept"));
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(breaker(surface).get("state").asText()).isEqualTo("open");
          assertThat(probesOf(surface, "kept")).isGreaterThanOrEqualTo(2);
        });
    JsonNode open = breaker(surface);
    double probes = probesOf(surface, "kept");

    source.tell(discovered("kept"), discovered("another"));
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.value("tls_probe_success", Map.of("target", "another")))
                .isEqualTo(1));
    assertThat(breaker(surface)).isEqualTo(open);
    assertThat(probesOf(surface, "kept")).isGreaterThanOrEqualTo(probes);
  }

  @Test
  void whoIsReadyWaitsForTheTargetsOfTheStartAlone() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Surface surface = start(List.of(configured()), LOOPBACK);
      source.tell(at("silent", silent.getLocalPort()));
      Eventually.holds(
          PATIENCE, () -> assertThat(surface.get("/-/ready").statusCode()).isEqualTo(200));
      assertThat(surface.scrape("tls_probe_success", Map.of("target", "silent"))).isEmpty();
    }
  }

  @Test
  void aDiscoveredTargetIsNotDialledWhereNothingAllowsIt() throws IOException {
    try (ServerSocket inner = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Surface surface = start(List.of(configured()), List.of());
      source.tell(at("inner", inner.getLocalPort()));
      Eventually.holds(
          PATIENCE,
          () -> {
            JsonNode last = surface.json("/api/v1/targets/inner").get("last");
            assertThat(last.get("reason").asText()).isEqualTo("dns_no_address");
            assertThat(last.get("party").asText()).isEqualTo("network");
            assertThat(last.get("summary").asText()).contains("genesys.discovery_allow");
          });
      assertThat(surface.get("/probe?target=inner").statusCode()).isEqualTo(403);
      assertThat(surface.get("/probe?target=127.0.0.1:" + inner.getLocalPort()).statusCode())
          .isEqualTo(403);
      inner.setSoTimeout(1);
      assertThat(catchAccept(inner)).as("a connection").isFalse();
    }
  }

  @Test
  void anAllowedOneIsProbedOnRequestToo() {
    Surface surface = start(List.of(configured()), LOOPBACK);
    source.tell(discovered("found"));
    Eventually.holds(
        PATIENCE,
        () -> assertThat(surface.body("/probe?target=found")).contains("\nprobe_success 1.0\n"));
  }

  @Test
  void aProxyIsAskedForNoDiscoveredHostThatIsNotNamed() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Surface surface = start(List.of(configured()), List.of());
      Endpoint through = new Endpoint("127.0.0.1", proxy.getLocalPort());
      Target hidden =
          Target.of(
              "hidden",
              new Endpoint("intranet.example", 443),
              module().withRoute(Route.DEFAULT.withProxy(through)));
      source.tell(Paces.every(OFTEN, hidden));
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(surface.json("/api/v1/targets/hidden").get("last").get("summary").asText())
                  .contains("genesys.discovery_allow"));
      assertThat(surface.get("/probe?target=hidden").statusCode()).isEqualTo(403);
      proxy.setSoTimeout(1);
      assertThat(catchAccept(proxy)).as("a connection").isFalse();
    }
  }

  @Test
  void eachSourceSaysWhetherItIsUp() {
    Surface surface = start(List.of(configured()), List.of());
    assertThat(up(surface)).isEqualTo(Map.of("configuration", 1.0));
    source.up = Optional.of(false);
    assertThat(up(surface)).isEqualTo(Map.of("configuration", 1.0, "told", 0.0));
    source.up = Optional.of(true);
    assertThat(up(surface)).isEqualTo(Map.of("configuration", 1.0, "told", 1.0));
  }

  private static Map<String, Double> up(Surface surface) {
    return surface.scrape("handshake_exporter_source_up", Map.of()).stream()
        .collect(Collectors.toMap(sample -> sample.label("source"), sample -> sample.value()));
  }

  private static double probesOf(Surface surface, String target) {
    return surface.value("tls_probes_total", Map.of("target", target, "outcome", "success"));
  }

  private static JsonNode breaker(Surface surface) {
    return surface.json("/api/v1/targets/refused").get("breaker");
  }

  private static boolean catchAccept(ServerSocket socket) throws IOException {
    try {
      socket.accept().close();
      return true;
    } catch (SocketTimeoutException nobody) {
      return false;
    }
  }

  private Surface start(List<Target> targets, List<Allowance> allowed) {
    Plan plan =
        street
            .plan(new WebSettings(Street.ADDRESS, 0))
            .withTargets(targets)
            .withGenesys(GenesysSettings.NONE.withDiscoveryAllow(allowed));
    Agent started = Agent.start(plan, Clock.systemUTC(), List.of(source));
    agent = Optional.of(started);
    return new Surface(started.port());
  }

  private static Target configured() {
    return Paces.every(OFTEN, street.house("fine-tls13").target());
  }

  private static Target discovered(String name) {
    return Paces.every(OFTEN, Paces.named(street.house("fine-ecdsa").target(), name));
  }

  private static Target budgeted(Target target, Duration budget) {
    return Paces.with(target, target.module().timing().withLatencyBudget(budget));
  }

  private static Target closed(String name) {
    return Target.of(name, new Endpoint("127.0.0.1", 1), module());
  }

  private static Target at(String name, int port) {
    return Paces.every(OFTEN, Target.of(name, new Endpoint("127.0.0.1", port), module()));
  }

  private static ProbeModule module() {
    return ProbeModule.DEFAULT.withTrust(LabPki.TRUST);
  }

  /** A source that tells what it is told to. */
  private static final class Told implements TargetSource {
    private volatile Consumer<List<Target>> listener = _ -> {};
    private volatile Optional<Boolean> up = Optional.empty();

    @Override
    public String name() {
      return "told";
    }

    @Override
    public Optional<Boolean> up() {
      return up;
    }

    @Override
    public void watch(Consumer<List<Target>> other) {
      listener = other;
    }

    void tell(Target... targets) {
      listener.accept(List.of(targets));
    }
  }
}
