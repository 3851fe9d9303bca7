package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Surface;
import dev.handshake.address.ProbeAllowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.probe.DnsSettings;
import dev.handshake.probe.ScriptedNameServer;
import dev.handshake.probe.ScriptedNameServer.Answer;
import dev.handshake.probe.ScriptedNameServer.Query;
import dev.handshake.target.Addresses;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.HttpCheck.HeaderValue;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Route;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /probe}: what may be asked, what is never shown, and when it is answered. */
class OnRequestTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";
  private static final String SECRET = "hunter2-of-the-gateway";

  /** Seldom enough that the agent's own probes are in nobody's way; patient with a busy machine. */
  private static final ProbeTiming SELDOM =
      new ProbeTiming(
          Duration.ofHours(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));

  private static final ProbeTiming OFTEN =
      new ProbeTiming(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofMillis(200));

  private static final AtomicInteger REBOUND = new AtomicInteger();
  private static Street street;
  private static ScriptedNameServer names;
  private static Silent silent;
  private static Silent inner;
  private static Silent broken;
  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() throws IOException {
    street =
        Street.start(
            LabPki.mint(Instant.now()),
            Stream.of("fine-ecdsa", "mtls-http-tls13", "narrow-client")
                .map(Scenarios::named)
                .toList());
    names = new ScriptedNameServer(OnRequestTest::answer);
    silent = Silent.on("0.0.0.0", 0, false);
    inner = Silent.on("127.0.0.2", port("fine-ecdsa"), false);
    broken = Silent.on("127.0.0.1", 0, true);
    agent = Agent.start(plan(), Clock.systemUTC());
    surface = new Surface(agent.port());
  }

  @AfterAll
  static void stop() throws IOException {
    agent.close();
    for (AutoCloseable open : List.<AutoCloseable>of(silent, inner, broken, names, street)) {
      try {
        open.close();
      } catch (Exception failure) {
        throw new IOException(failure);
      }
    }
  }

  private static Plan plan() {
    Plan plan = street.plan(web());
    List<Target> targets = new ArrayList<>();
    plan.targets().forEach(target -> targets.add(Paces.with(target, SELDOM)));
    targets.add(
        Target.of(
            "broken",
            new Endpoint("127.0.0.1", broken.port()),
            ProbeModule.DEFAULT.withTrust(LabPki.TRUST).withTiming(OFTEN)));
    targets.add(each());
    Target gateway = fine().withModule(secretive());
    targets.add(
        Paces.named(
            fine().withModule(secretive().withExpect(new Expectation.Refused(Set.of(), Set.of()))),
            "gateway-must-refuse"));
    targets.add(Paces.named(gateway, "gateway"));
    Map<String, ProbeModule> modules = new HashMap<>();
    plan.modules().forEach((name, module) -> modules.put(name, module.withTiming(SELDOM)));
    modules.put("mutual", mutual().module().withName("mutual").withTiming(SELDOM));
    modules.put("secretive", secretive());
    modules.put(
        "stranger",
        mutual().module().withName("stranger").withTiming(SELDOM).withIdentity("stranger"));
    return new Plan(
            targets,
            new DnsSettings(List.of(names.address()), Optional.empty(), Duration.ofSeconds(5)),
            new BreakerSettings(
                2, Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofMinutes(5)),
            plan.schedule(),
            plan.web(),
            plan.identities(),
            plan.trust())
        .withModules(modules);
  }

  /** A name that is looked up again for each question, unless that is under way. */
  private static Target each() {
    return Target.of(
        "each",
        new Endpoint("each.handshake.test", port("fine-ecdsa")),
        ProbeModule.DEFAULT
            .withName("each")
            .withTrust(LabPki.TRUST)
            .withTiming(SELDOM)
            .withRoute(Route.DEFAULT.withAddresses(Addresses.ALL)));
  }

  private static WebSettings web() {
    return new WebSettings(Street.ADDRESS, 0)
        .withProbeAllow(
            Stream.of(
                    "127.0.0.1",
                    "127.0.1.0/24:" + silent.port(),
                    "named.handshake.test",
                    "*.below.handshake.test",
                    "missing.handshake.test")
                .map(ProbeAllowance::parse)
                .toList());
  }

  private static ProbeModule secretive() {
    Map<String, HeaderValue> headers =
        Map.of(
            "Authorization", new HeaderValue(SECRET, true),
            "X-Plain", new HeaderValue("plain: \"text\"", false));
    HttpCheck check = new HttpCheck("GET", "/health", headers, Set.of(200), Duration.ofSeconds(10));
    return ProbeModule.DEFAULT
        .withName("secretive")
        .withTrust(LabPki.TRUST)
        .withTiming(SELDOM)
        .withHttp(check);
  }

  private static List<byte[]> answer(Query query) {
    boolean v4 = query.type() == ScriptedNameServer.A;
    return List.of(
        switch (query.name()) {
          case "range.handshake.test", "each.handshake.test" -> address(query, v4, "127.0.0.1");
          case "named.handshake.test", "some.below.handshake.test" ->
              address(query, v4, "127.0.0.2");
          case "mixed.handshake.test" ->
              v4
                  ? Answer.of(
                          Answer.a(query.name(), "127.0.0.2"), Answer.a(query.name(), "127.0.0.1"))
                      .to(query)
                  : Answer.of().to(query);
          case "rebinds.handshake.test" ->
              address(query, v4, v4 && REBOUND.getAndIncrement() > 0 ? "127.0.0.2" : "127.0.0.1");
          default -> Answer.code(3).to(query);
        });
  }

  private static byte[] address(Query query, boolean v4, String address) {
    return (v4 ? Answer.of(Answer.a(query.name(), address)) : Answer.of()).forNow().to(query);
  }

  @Test
  void aConfiguredTargetIsAskedForByItsName() {
    assertThat(probe("fine-ecdsa"))
        .contains("probe_success 1")
        .contains("tls_probe_skipped")
        .contains("target=\"fine-ecdsa\"");
    assertThat(probe("mtls-http-tls13")).contains("probe_success 1");
  }

  @Test
  void bothEnginesHaveTheirLookInOneRun() {
    assertThat(probe("narrow-client")).contains("probe_success 1");
  }

  @Test
  void anAddressIsAskedForInTheWayOfAModule() {
    String address = "127.0.0.1:" + port("fine-ecdsa");
    assertThat(probe(address)).contains("probe_success 1");
    assertThat(probe(address, "module", "http_2xx")).contains("probe_success 1");
    assertThat(probe("[::ffff:127.0.0.1]:" + port("fine-ecdsa"), "hostname", LabPki.SERVER_NAME))
        .contains("probe_success 1");
  }

  @Test
  void ofSeveralTargetsAtAnAddressTheOneIsMeantThatIsAsItsModuleSays() {
    assertThat(probe(fine().endpoint().toString(), "module", "secretive"))
        .contains("target=\"gateway\"")
        .doesNotContain("gateway-must-refuse")
        .contains("probe_success 1");
  }

  @Test
  void aUrlBringsItsPathAndAsksForHttp() {
    String url = "https://127.0.0.1:" + port("fine-ecdsa") + "/a/b?c=d#e";
    assertThat(probe(url, "debug", "true"))
        .contains("http_2xx:\n")
        .contains("path: \"/a/b?c=d\"\n")
        .contains("phase=request");
  }

  @Test
  void aHostnameIsAskedForAndVerified() {
    String address = "127.0.0.1:" + port("fine-ecdsa");
    assertThat(probe(address, "hostname", LabPki.SERVER_NAME)).contains("probe_success 1");
    assertThat(probe(address, "hostname", "other.example", "debug", "true"))
        .contains("probe_success 0")
        .contains("reason=certificate_name_mismatch");
  }

  @Test
  void aRangeAllowsWhateverNameLeadsIntoIt() {
    assertThat(probe("range.handshake.test:" + port("fine-ecdsa"), "hostname", LabPki.SERVER_NAME))
        .contains("probe_success 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.2", "named.handshake.test", "some.below.handshake.test"})
  void whatIsNotAllowedIsNotDialled(String host) {
    HttpResponse<String> refused = ask(host + ":" + inner.port());
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body())
        .startsWith(host + ":" + inner.port() + " may not be probed: ")
        .contains("web.probe.allow")
        .hasLineCount(1);
    assertThat(inner.accepted()).isZero();
  }

  @Test
  void aNameThatMayLeadIntoARangeIsLookedUp() {
    assertThat(probe("elsewhere.handshake.test:22", "debug", "true"))
        .contains("probe_success 0")
        .contains("reason=dns_not_found");
  }

  @Test
  void aNameIsDialledAtItsPermittedAddressesAlone() {
    String port = ":" + port("fine-ecdsa");
    assertThat(probe("mixed.handshake.test" + port, "hostname", LabPki.SERVER_NAME))
        .contains("probe_success 1");
    assertThat(probe("rebinds.handshake.test" + port, "hostname", LabPki.SERVER_NAME))
        .contains("probe_success 1");
    assertThat(ask("rebinds.handshake.test" + port).statusCode()).isEqualTo(403);
    assertThat(inner.accepted()).isZero();
    assertThat(names.asked().stream().filter("A rebinds.handshake.test udp"::equals)).hasSize(2);
  }

  @Test
  void aNameThatIsAllowedAndDoesNotExistIsAFailedProbe() {
    assertThat(probe("missing.handshake.test:443", "debug", "true"))
        .contains("probe_success 0")
        .contains("reason=dns_not_found");
  }

  @Test
  void anIdentityIsShownToItsTargetsAlone() {
    Target mutual = mutual();
    String there = mutual.endpoint().toString();
    String elsewhere = "127.0.0.1:" + port("fine-ecdsa");
    HttpResponse<String> refused = ask(elsewhere, "module", "mutual");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .startsWith(elsewhere + " may not be probed: module mutual shows the identity ");
    assertThat(ask(there, "module", "mutual", "hostname", "other.example").statusCode())
        .isEqualTo(403);
    assertThat(ask("fine-ecdsa", "module", "mutual").statusCode()).isEqualTo(403);
    assertThat(probe(there, "module", "mutual", "hostname", mutual.serverName()))
        .contains("probe_success 1");
    assertThat(probe(there, "module", mutual.module().name())).contains("probe_success 1");
    assertThat(
            ask("https://" + there + "/admin?delete=all", "module", mutual.module().name()).body())
        .contains("asked for its configured path alone");
  }

  @Test
  void theStrangerIsShownToAnyone() {
    assertThat(probe("127.0.0.1:" + port("fine-ecdsa"), "module", "stranger", "debug", "true"))
        .contains("identity: stranger\n");
  }

  @Test
  void ofEachAddressTheFirstIsProbed() {
    assertThat(probe("each", "debug", "true"))
        .contains("phase=connect took_seconds=")
        .contains("ip=127.0.0.1")
        .contains("addresses: all\n");
  }

  @Test
  void secretHeadersAreSentToTheirTargetsAlone() {
    HttpResponse<String> refused = ask(mutual().endpoint().toString(), "module", "secretive");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("module secretive sends headers from files");
    assertThat(ask("gateway", "hostname", "other.example").statusCode()).isEqualTo(403);
    assertThat(probe("gateway")).contains("probe_success 1");
  }

  @Test
  void theLogOfTheStepsShowsNoSecret() {
    String log = probe("gateway", "debug", "true");
    assertThat(log)
        .startsWith("Logs for the probe:\nts=")
        .contains("msg=\"Beginning probe\"")
        .containsSubsequence("phase=resolve", "phase=connect", "phase=handshake", "phase=request")
        .contains("msg=\"Certificate sent\" position=0 subject=")
        .contains("msg=\"Probe succeeded\" duration_seconds=")
        .containsSubsequence(
            "\n\n\n\nMetrics that would have been returned:\n",
            "probe_success 1",
            "\n\n\n\nModule configuration:\nsecretive:\n",
            "Authorization: \"<secret>\"\n",
            "X-Plain: \"plain: \\\"text\\\"\"\n")
        .doesNotContain(SECRET);
  }

  @Test
  void theAnswerComesBeforeTheAskerGivesUp() {
    HttpResponse<String> answer =
        ask("127.0.1.200:" + silent.port(), Map.of(TIMEOUT, "2"), "debug", "true");
    assertThat(answer.body())
        .contains("timeout_seconds=1.5")
        .contains("reason=handshake_timeout")
        .contains("probe_success 0");
  }

  @Test
  void whoeverAsksTheSameSharesTheProbe() {
    int before = silent.accepted();
    String target = "127.0.1.201:" + silent.port();
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 5).mapToObj(_ -> asking(target, "2.5")).toList();
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join().body()).contains("probe_success 0"));
    assertThat(silent.accepted() - before).isEqualTo(1);
  }

  @Test
  void moreThanThereIsRoomForIsRefusedAndNothingLeaks() throws IOException {
    for (int host = 0; host < 64; host++) {
      try (Socket leaving = new Socket(InetAddress.ofLiteral(Street.ADDRESS), agent.port())) {
        String request =
            "GET /probe?target=127.0.1.%d:%d HTTP/1.1\r\nHost: agent\r\n%s: 1\r\n\r\n"
                .formatted(host, silent.port(), TIMEOUT);
        leaving.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      }
    }
    Eventually.holds(PATIENCE, () -> assertThat(probe("fine-ecdsa")).contains("probe_success 1"));
    Eventually.holds(
        PATIENCE,
        () -> {
          List<Integer> statuses =
              IntStream.range(0, 65)
                  .mapToObj(host -> asking("127.0.1." + host + ":" + silent.port(), "4"))
                  .toList()
                  .stream()
                  .map(CompletableFuture::join)
                  .map(HttpResponse::statusCode)
                  .toList();
          assertThat(statuses.stream().filter(status -> status == 200)).hasSize(64);
          assertThat(statuses.stream().filter(status -> status == 503)).hasSize(1);
        });
  }

  @Test
  void aTargetWhoseBreakerIsOpenIsNotDialled() {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(
                    surface.value("tls_breaker_state", Map.of("target", "broken", "state", "open")))
                .isEqualTo(1));
    int before = broken.accepted();
    assertThat(probe("broken")).contains("probe_success 0").containsPattern("skipped\\S* 1");
    assertThat(probe("127.0.0.1:" + broken.port(), "debug", "true"))
        .contains("msg=\"Not probed now, this is the last result\" breaker=open")
        .contains("reason=connection_");
    assertThat(broken.accepted()).isEqualTo(before);
  }

  @Test
  void nothingOfItIsKept() {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(ownProbes("fine-ecdsa"))
                .as("the first of all targets, which is due at once, was probed for itself")
                .contains("value=1.0"));
    String before = ownProbes("fine-ecdsa");
    probe("fine-ecdsa");
    probe("127.0.0.1:" + port("fine-ecdsa"));
    assertThat(ownProbes("fine-ecdsa")).isEqualTo(before);
    assertThat(surface.body("/metrics")).doesNotContain("target=\"127.0.0.1");
  }

  private static String ownProbes(String target) {
    return surface.scrape("tls_probes_total", Map.of("target", target)).toString();
  }

  @Test
  void mistakesAreToldAsBlackboxExporterTellsThem() {
    assertThat(surface.get("/probe").body()).isEqualTo("Target parameter is missing\n");
    assertThat(surface.get("/probe?target=").statusCode()).isEqualTo(400);
    HttpResponse<String> module = ask("fine-ecdsa", "module", "nope\n<b>");
    assertThat(module.statusCode()).isEqualTo(400);
    assertThat(module.body()).isEqualTo("Unknown module \"nope\\u000a<b>\"\n");
    HttpResponse<String> timeout = ask("fine-ecdsa", Map.of(TIMEOUT, "abc"));
    assertThat(timeout.statusCode()).isEqualTo(400);
    assertThat(timeout.body()).startsWith("Failed to parse timeout from Prometheus header: abc");
    assertThat(surface.post("/probe?target=fine-ecdsa").statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crm.example.com",
        "127.0.0.1",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:443/path",
        "::1:443",
        "[::1]",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "http://127.0.0.1:443/",
        "gopher://127.0.0.1:443/",
        "https:127.0.0.1",
        "https://",
        "https:///path",
        "https://user:hunter2@127.0.0.1/",
        "https://127.0.0.1\\@example.com/",
        "user:hunter2@127.0.0.1:443",
        "127.0.0.1:443\r\nX-Evil: 1",
        "127.0.0.1:443\u0000",
        "https://127.0.0.1:443/a b",
        "2130706433:443",
        "127.1:443",
        "\u202e127.0.0.1:443"
      })
  void aHostileTargetIsRefusedAndNotRepeatedAsItStands(String target) {
    HttpResponse<String> refused = ask(target);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(refused.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(refused.body())
        .startsWith("target: ")
        .contains("(expected: a configured target's name, host:port")
        .doesNotContain("hunter2", "\r", "\u0000", "\u202e")
        .hasLineCount(1);
  }

  @Test
  void aHugeTargetIsRefusedAndCut() {
    HttpResponse<String> refused = ask("a".repeat(4000) + ":443");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).hasSizeLessThan(400);
  }

  private static Target fine() {
    return street.house("fine-ecdsa").target();
  }

  private static Target mutual() {
    return street.house("mtls-http-tls13").target();
  }

  private static int port(String scenario) {
    return street.house(scenario).target().endpoint().port();
  }

  /** The body of a probe that was made, or answered from an earlier one. */
  private static String probe(String target, String... parameters) {
    HttpResponse<String> answer = ask(target, parameters);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static HttpResponse<String> ask(String target, String... parameters) {
    return ask(target, Map.of(), parameters);
  }

  private static HttpResponse<String> ask(
      String target, Map<String, String> header, String... parameters) {
    String[] headers =
        header.entrySet().stream()
            .flatMap(one -> Stream.of(one.getKey(), one.getValue()))
            .toArray(String[]::new);
    return surface.get(path(target, parameters), headers);
  }

  private static CompletableFuture<HttpResponse<String>> asking(String target, String seconds) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path(target)))
            .header(TIMEOUT, seconds)
            .build();
    return CLIENT.sendAsync(request, BodyHandlers.ofString());
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static String path(String target, String... parameters) {
    StringBuilder path = new StringBuilder("/probe?target=").append(encoded(target));
    for (int place = 0; place < parameters.length; place += 2) {
      path.append('&').append(parameters[place]).append('=').append(encoded(parameters[place + 1]));
    }
    return path.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A server that counts who connects, and says nothing or ends the connection at once. */
  private record Silent(ServerSocket socket, AtomicInteger count, List<Socket> clients)
      implements AutoCloseable {
    static Silent on(String address, int port, boolean ends) throws IOException {
      ServerSocket socket = new ServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 256);
      Silent silent = new Silent(socket, new AtomicInteger(), new CopyOnWriteArrayList<>());
      Thread.ofVirtual().start(() -> silent.accept(ends));
      return silent;
    }

    private void accept(boolean ends) {
      while (!socket.isClosed()) {
        try {
          Socket client = socket.accept();
          count.incrementAndGet();
          clients.add(client);
          if (ends) {
            client.close();
          }
        } catch (IOException closed) {
          // The test is over, or the client has gone.
        }
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    int accepted() {
      return count.get();
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
