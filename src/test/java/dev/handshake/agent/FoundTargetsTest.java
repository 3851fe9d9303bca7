package dev.handshake.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Awaited;
import dev.handshake.Eventually;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.ScriptedHttps;
import dev.handshake.ScriptedHttps.Said;
import dev.handshake.ScriptedWeb;
import dev.handshake.Surface;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.discovery.FilePattern;
import dev.handshake.discovery.TargetUrlSettings;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import dev.handshake.web.WebSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that files and URLs name, in a running agent. */
class FoundTargetsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(500);
  private static final String FILES = "target_files[0]";
  private static final String URL = "target_urls[0]";

  private static HeldCertificate root;
  private static HeldCertificate server;
  private static HeldCertificate client;
  private static Street street;
  private static Vertx vertx;

  @TempDir private Path directory = Path.of("replaced");
  private Optional<Agent> agent = Optional.empty();

  @BeforeAll
  static void open() {
    Instant now = Instant.now();
    root = HeldCertificate.named("root", now).authority().mint();
    server = HeldCertificate.named("inventory", now).ip("127.0.0.1").issuedBy(root).mint();
    client = HeldCertificate.named("client", now).issuedBy(root).mint();
    vertx = Vertx.vertx();
    street =
        Street.start(
            LabPki.mint(now), Stream.of("fine-tls13", "fine-ecdsa").map(Scenarios::named).toList());
  }

  @AfterAll
  static void shut() {
    street.close();
    Awaited.answer(vertx.close());
  }

  @AfterEach
  void stop() {
    agent.ifPresent(Agent::close);
  }

  @Test
  void targetsOfFilesAreProbedWhereverTheyLeadAndAreOfTheStart() throws IOException {
    write("a.yml", list("found", "fine-ecdsa", ", rack: 7"));
    Surface surface = start(plan(files("*.yml")));
    assertThat(surface.json("/api/v1/targets").at("/targets").findValuesAsText("name"))
        .as("known before the first answer")
        .contains("found");
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.value("tls_probe_success", Map.of("target", "found", "rack", "7")))
                .isEqualTo(1));
    assertThat(surface.body("/probe?target=found")).contains("\nprobe_success 1.0\n");
    assertThat(surface.body("/probe?target=" + endpoint("fine-ecdsa") + "&module=lab"))
        .as("an address that the operator named")
        .contains("\nprobe_success 1.0\n");
    assertThat(up(surface, FILES)).isEqualTo(1);
  }

  @Test
  void aRefreshLeavesBreakersAndHistoryAsTheyAre() throws IOException {
    write("a.yml", list("kept", "fine-ecdsa", "") + closed("refused"));
    Surface surface = start(plan(files("*.yml")));
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(breaker(surface)).isEqualTo("open");
          assertThat(probes(surface, "kept")).isGreaterThanOrEqualTo(2);
        });
    double transitions = opened(surface);
    double before = probes(surface, "kept");
    write(
        "new", list("kept", "fine-ecdsa", "") + closed("refused") + list("more", "fine-ecdsa", ""));
    Files.move(directory.resolve("new"), directory.resolve("a.yml"), ATOMIC_MOVE);
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.value("tls_probe_success", Map.of("target", "more"))).isEqualTo(1));
    assertThat(opened(surface)).isGreaterThanOrEqualTo(transitions);
    assertThat(probes(surface, "kept")).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aFileWithAMistakeKeepsItsTargetsAndTheAgentRecovers() throws IOException {
    write("a.yml", list("found", "fine-ecdsa", ""));
    Surface surface = start(plan(files("*.yml")));
    Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "found")).isPositive());
    write("a.yml", "- targets: [no port]");
    Eventually.holds(PATIENCE, () -> assertThat(up(surface, FILES)).isZero());
    double aged = lastSuccess(surface, FILES);
    assertThat(aged).isPositive();
    double before = probes(surface, "found");
    Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "found")).isGreaterThan(before));
    assertThat(lastSuccess(surface, FILES)).isEqualTo(aged);
    write("a.yml", list("other", "fine-ecdsa", ""));
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(up(surface, FILES)).isEqualTo(1);
          assertThat(lastSuccess(surface, FILES)).isGreaterThan(aged);
          assertThat(surface.get("/api/v1/targets/found").statusCode()).isEqualTo(404);
          assertThat(probes(surface, "other")).isPositive();
        });
  }

  @Test
  void anAgentStartsWithABadFileAndTakesItOnceItIsGood() throws IOException {
    write("a.yml", list("found", "fine-ecdsa", ", job: mine"));
    Surface surface = start(plan(files("*.yml")));
    assertThat(up(surface, FILES)).isZero();
    assertThat(surface.scrape("handshake_exporter_source_last_success_timestamp_seconds", Map.of()))
        .isEmpty();
    write("a.yml", list("found", "fine-ecdsa", ""));
    Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "found")).isPositive());
  }

  @Test
  void hostileTextOfAListIsShownEscaped() throws IOException {
    String hostile = "</script><b>\\u001b[31m\\u202e\\n\\\"x\\\" 1";
    write("a.yml", list("found", "fine-ecdsa", ", note: \"" + hostile + "\""));
    Surface surface = start(plan(files("*.yml")));
    Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "found")).isPositive());
    for (String page : List.of("/", "/metrics", "/api/v1/targets", "/api/v1/http_sd")) {
      assertThat(surface.body(page)).as(page).doesNotContain("\u001b", "\u202e");
    }
    assertThat(surface.body("/")).doesNotContain("</script><b>");
    assertThat(surface.scrape("tls_probe_success", Map.of("target", "found"))).hasSize(1);
  }

  @Test
  void anotherPlanChangesSourcesAsADifference() throws IOException {
    write("a.yml", list("a", "fine-ecdsa", ""));
    write("b.json", json("b", "fine-ecdsa").replace("\"lab\"", "\"late\""));
    Plan plan = plan(files("*.yml"));
    Surface surface = start(plan);
    Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "a")).isGreaterThanOrEqualTo(2));
    double before = probes(surface, "a");
    Plan both =
        plan.withDiscovery(
            new DiscoverySettings(List.of(pattern("*.yml"), pattern("*.json")), List.of()));
    Awaited.answer(agent.orElseThrow().apply(both));
    assertThat(up(surface, "target_files[1]")).as("it names a module that is not there").isZero();

    Map<String, ProbeModule> modules = new HashMap<>(plan.modules());
    modules.put("late", lab("late"));
    Awaited.answer(agent.orElseThrow().apply(both.withModules(modules)));
    assertThat(up(surface, "target_files[1]")).isEqualTo(1);
    Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "b")).isPositive());
    assertThat(probes(surface, "a")).isGreaterThanOrEqualTo(before);

    Awaited.answer(agent.orElseThrow().apply(plan.withDiscovery(DiscoverySettings.NONE)));
    assertThat(surface.get("/api/v1/targets/a").statusCode()).isEqualTo(404);
    assertThat(surface.scrape("handshake_exporter_source_up", Map.of("source", FILES))).isEmpty();
  }

  @Test
  void aUrlIsAskedWithTheIdentityAndTheTrustOfItsOwn() {
    AtomicReference<Said> said = new AtomicReference<>(page(json("found", "fine-ecdsa")));
    try (ScriptedHttps inventory =
        ScriptedHttps.start(
            server, root.certificate(), TlsVersion.TLS_1_3, _ -> Optional.of(said.get()))) {
      String url = "https://127.0.0.1:" + inventory.port() + "/targets?token=hunter2";
      Surface surface = start(plan(urls(url, "inventory", Optional.of("inventory-client"))));
      Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "found")).isPositive());
      assertThat(inventory.asked().getFirst().path()).isEqualTo("/targets?token=hunter2");
      assertThat(up(surface, URL)).isEqualTo(1);
      assertThat(surface.body("/metrics") + surface.body("/")).doesNotContain("hunter2");

      said.set(Said.of(500, "[]"));
      Eventually.holds(PATIENCE, () -> assertThat(up(surface, URL)).isZero());
      double before = probes(surface, "found");
      Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "found")).isGreaterThan(before));

      said.set(page("[]"));
      Eventually.holds(
          PATIENCE,
          () -> assertThat(surface.get("/api/v1/targets/found").statusCode()).isEqualTo(404));
      assertThat(up(surface, URL)).isEqualTo(1);
    }
  }

  @Test
  void whoDoesNotProveWhoItIsIsToldNothingAndNotBelieved() {
    try (ScriptedHttps inventory =
        ScriptedHttps.start(server, _ -> Optional.of(page(json("found", "fine-ecdsa"))))) {
      String url = "https://127.0.0.1:" + inventory.port() + "/targets";
      Plan plan = plan(urls(url, LabPki.TRUST, Optional.empty()));
      Surface surface = start(plan);
      Eventually.holds(PATIENCE, () -> assertThat(up(surface, URL)).isZero());
      assertThat(inventory.asked()).isEmpty();
      assertThat(surface.get("/api/v1/targets/found").statusCode()).isEqualTo(404);

      Awaited.answer(
          agent.orElseThrow().apply(plan.withDiscovery(urls(url, "inventory", Optional.empty()))));
      Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "found")).isPositive());
      double before = probes(surface, "found");

      Awaited.answer(
          agent
              .orElseThrow()
              .apply(plan.withDiscovery(urls(url, "inventory", Optional.of("nobody")))));
      Eventually.holds(PATIENCE, () -> assertThat(up(surface, URL)).isZero());
      assertThat(probes(surface, "found"))
          .as("an identity that cannot be used costs no target")
          .isGreaterThanOrEqualTo(before);
    }
  }

  @Test
  void whatAServerDoesWrongCostsNoTarget() {
    try (ScriptedWeb inventory = ScriptedWeb.start(vertx, server)) {
      inventory.always("/targets", ScriptedWeb.json(200, json("found", "fine-ecdsa")));
      String url = "https://127.0.0.1:" + inventory.port() + "/targets";
      Surface surface = start(plan(urls(url, "inventory", Optional.empty())));
      Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "found")).isPositive());
      assertThat(inventory.asked().getFirst().headers())
          .containsEntry("accept", "application/json")
          .containsEntry("x-prometheus-refresh-interval-seconds", "1")
          .containsEntry("user-agent", "handshake-exporter");
      Map<String, ScriptedWeb.Act> faults =
          Map.of(
              "redirect",
              ScriptedWeb.json(302, "", "Location", "/elsewhere"),
              "hang up",
              ScriptedWeb.hangUp(),
              "half an answer",
              ScriptedWeb.half(json("other", "fine-ecdsa")),
              "another type",
              request -> request.response().end(json("other", "fine-ecdsa")),
              "endless",
              ScriptedWeb.endless(Buffer.buffer(" ".repeat(1 << 20))),
              "no list",
              ScriptedWeb.json(200, "{}"));
      faults.forEach((name, act) -> {
        inventory.always("/targets", act);
        Eventually.holds(PATIENCE, () -> assertThat(up(surface, URL)).as(name).isZero());
        assertThat(surface.get("/api/v1/targets/found").statusCode()).as(name).isEqualTo(200);
        inventory.always("/targets", ScriptedWeb.json(200, json("found", "fine-ecdsa")));
        Eventually.holds(PATIENCE, () -> assertThat(up(surface, URL)).as(name).isEqualTo(1));
      });
      assertThat(inventory.asked("/elsewhere")).isEmpty();
    }
  }

  @Test
  void aServerThatAnswersDropByDropIsGivenUp() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread dripping = Thread.ofVirtual().start(() -> drip(slow));
      String url = "http://127.0.0.1:" + slow.getLocalPort() + "/targets";
      Surface surface = start(plan(urls(url, "system", Optional.empty())));
      Eventually.holds(PATIENCE, () -> assertThat(up(surface, URL)).isZero());
      dripping.join();
    }
  }

  /** Answers one client a byte at a time, for as long as that listens. */
  private static void drip(ServerSocket slow) {
    try (Socket taken = slow.accept()) {
      OutputStream out = taken.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[".getBytes(US_ASCII));
      while (true) {
        out.write(' ');
        out.flush();
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    } catch (IOException gaveUp) {
      // As it should.
    }
  }

  @Test
  void anotherAgentsListIsTakenAsItIs() {
    Target listed = Paces.every(OFTEN, Paces.named(street.house("fine-ecdsa").target(), "listed"));
    Plan other =
        street
            .plan(new WebSettings(Street.ADDRESS, 0))
            .withTargets(List.of(listed.withModule(lab("lab"))));
    try (Agent lister = Agent.start(other, Clock.systemUTC())) {
      String url = "http://127.0.0.1:" + lister.port() + "/api/v1/http_sd";
      Surface surface = start(plan(urls(url, "system", Optional.empty())));
      Eventually.holds(PATIENCE, () -> assertThat(probes(surface, "listed")).isPositive());
      assertThat(surface.json("/api/v1/targets/listed").get("module").asText()).isEqualTo("lab");
      assertThat(surface.json("/api/v1/targets/listed").get("labels"))
          .isEqualTo(new Surface(lister.port()).json("/api/v1/targets/listed").get("labels"));
    }
  }

  @Test
  @RequiresProgram("prometheus")
  void oneFileIsOneListForPrometheusToo() throws IOException {
    Surface surface = start(plan(DiscoverySettings.NONE));
    write(
        "a.yml",
        """
        # read by both
        - targets: ["127.0.0.1:%d"]
          labels: {__name__: both, __module__: lab, __server_name__: crm.example.com, team: ivr, rack: 7}
        - targets: []
        """
            .formatted(surface.port()));
    Awaited.answer(agent.orElseThrow().apply(plan(files("*.yml"))));
    assertThat(up(surface, FILES)).isEqualTo(1);
    assertThat(surface.json("/api/v1/targets/both").at("/labels/team").asText()).isEqualTo("ivr");
    try (PrometheusServer prometheus =
        PrometheusServer.configured(
            directory.resolve("prometheus"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 900ms}
            scrape_configs:
              - {job_name: found, file_sd_configs: [{files: ["%s"]}]}
            """
                .formatted(directory.resolve("*.yml")))) {
      Eventually.holds(
          PATIENCE,
          () -> assertThat(prometheus.query("up{team=\"ivr\",rack=\"7\"} == 1")).hasSize(1));
    }
  }

  private Surface start(Plan plan) {
    Agent started = Agent.start(plan, Clock.systemUTC());
    agent = Optional.of(started);
    return new Surface(started.port());
  }

  /** One configured target, a module {@code lab}, and whom URLs are asked as. */
  private static Plan plan(DiscoverySettings discovery) {
    Plan plan = street.plan(new WebSettings(Street.ADDRESS, 0));
    Map<String, ProbeModule> modules = new HashMap<>(plan.modules());
    modules.put("lab", lab("lab"));
    Map<String, Identity> identities = new HashMap<>(plan.identities());
    identities.put("inventory-client", client.identity("inventory-client"));
    identities.put("nobody", new Identity.Unusable("nobody", "client.key: does not exist"));
    Map<String, TrustAnchors> trust = new HashMap<>(plan.trust());
    TrustAnchors roots = TrustAnchors.of("inventory", Set.of(root.certificate()), List.of());
    trust.put("inventory", roots);
    trust.putIfAbsent("system", TrustAnchors.of("system", Set.of(root.certificate()), List.of()));
    return plan.withTargets(List.of(Paces.every(OFTEN, street.house("fine-tls13").target())))
        .withModules(modules)
        .withCredentials(identities, trust)
        .withDiscovery(discovery);
  }

  private static ProbeModule lab(String name) {
    return Paces.every(OFTEN, street.house("fine-ecdsa").target()).module().withName(name);
  }

  private DiscoverySettings files(String name) {
    return new DiscoverySettings(List.of(pattern(name)), List.of());
  }

  private FilePattern pattern(String name) {
    return new FilePattern(directory.resolve(name));
  }

  private static DiscoverySettings urls(String url, String trust, Optional<String> identity) {
    return new DiscoverySettings(
        List.of(),
        List.of(
            new TargetUrlSettings(
                URI.create(url), trust, identity, Optional.empty(), Duration.ofSeconds(1))));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private static String list(String name, String scenario, String labels) {
    return "- targets: [\"%s\"]%n  labels: {__name__: %s, __module__: lab, __server_name__: %s%s}%n"
        .formatted(endpoint(scenario), name, LabPki.SERVER_NAME, labels);
  }

  private static String closed(String name) {
    return "- targets: [\"127.0.0.1:1\"]%n  labels: {__name__: %s, __module__: lab}%n"
        .formatted(name);
  }

  private static String json(String name, String scenario) {
    return "[{\"targets\":[\"%s\"],\"labels\":{\"__name__\":\"%s\",\"__module__\":\"lab\",\"__server_name__\":\"%s\"}}]"
        .formatted(endpoint(scenario), name, LabPki.SERVER_NAME);
  }

  private static Said page(String body) {
    return Said.of(200, body).with("Content-Type", "application/json");
  }

  private static Endpoint endpoint(String scenario) {
    return street.house(scenario).target().endpoint();
  }

  private static double up(Surface surface, String source) {
    return surface.value("handshake_exporter_source_up", Map.of("source", source));
  }

  private static double lastSuccess(Surface surface, String source) {
    return surface.value(
        "handshake_exporter_source_last_success_timestamp_seconds", Map.of("source", source));
  }

  private static double probes(Surface surface, String target) {
    return surface.value("tls_probes_total", Map.of("target", target, "outcome", "success"));
  }

  private static String breaker(Surface surface) {
    return surface.json("/api/v1/targets/refused").at("/breaker/state").asText();
  }

  private static double opened(Surface surface) {
    return surface.value(
        "tls_breaker_transitions_total", Map.of("target", "refused", "to", "open"));
  }
}
