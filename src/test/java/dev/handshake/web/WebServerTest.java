package dev.handshake.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.breaker.BreakerState;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.metrics.Scrape;
import dev.handshake.monitor.ProbeNow;
import dev.handshake.ondemand.Answer;
import dev.handshake.ondemand.Question;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.ReportJson;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebServerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00.123Z");
  private static final String ODD_NAME = "a:b/c d%?#é";

  private final Scrape scrape = new Scrape();
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean healthy = new AtomicBoolean(true);
  private volatile Future<Reloaded> reloaded = Future.succeededFuture(new Reloaded.Applied());
  private final List<String> prompted = new CopyOnWriteArrayList<>();
  private final List<Question> asked = new CopyOnWriteArrayList<>();
  private volatile Future<Answer> answer = Future.failedFuture("not asked");
  private final Target crm = target("crm");
  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;
  private WebServer web;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    web =
        WebServer.start(
                vertx,
                new WebSettings("127.0.0.1", 0),
                scrape.store,
                scrape.exposition,
                operations(),
                () -> NOW,
                Bounds.DEFAULT)
            .await(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void metricsAreServedInTheFormatAskedFor() throws Exception {
    scrape.hear(ReportDraft.of(crm, NOW).handshake().report(), TargetStatus.CLOSED);

    HttpResponse<String> text = get("/metrics");
    HttpResponse<String> open = get("/metrics", "Accept", "application/openmetrics-text");
    HttpResponse<String> protobuf =
        get(
            "/metrics",
            "Accept",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");

    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.body()).contains("tls_probe_success{target=\"crm\",team=\"ivr\"} 1.0\n");
    assertThat(type(text)).startsWith("text/plain; version=0.0.4");
    assertThat(open.body()).contains("tls_probe_success").endsWith("# EOF\n");
    assertThat(type(open)).startsWith("application/openmetrics-text");
    assertThat(protobuf.body()).contains("tls_probe_success");
    assertThat(type(protobuf)).startsWith("application/vnd.google.protobuf");
  }

  @Test
  void metricsAreCompressedIfAskedFor() throws Exception {
    scrape.store.added(crm);

    HttpResponse<byte[]> answer =
        client.send(
            request("/metrics").header("Accept-Encoding", "deflate, gzip;q=0.5").build(),
            BodyHandlers.ofByteArray());
    HttpResponse<String> refused = get("/metrics", "Accept-Encoding", "gzip;q=0");

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(plain.readAllBytes(), UTF_8)).contains("tls_probes_total");
    }
    assertThat(refused.body()).contains("tls_probes_total");
  }

  @Test
  void aTargetHasTheShapeOfTheContract() throws Exception {
    Report report =
        ReportDraft.of(crm, NOW).fails(Reason.CONNECTION_RESET, Phase.HANDSHAKE, "reset").report();
    scrape.hear(report, new TargetStatus(BreakerState.OPEN, 2, Optional.of(NOW.plusSeconds(60))));

    JsonNode target = json(get("/api/v1/targets")).get("targets").get(0);

    assertThat(names(target))
        .containsExactly("name", "address", "labels", "module", "last", "breaker");
    assertThat(target.get("address").textValue()).isEqualTo("crm.example.com:443");
    assertThat(target.get("labels")).isEqualTo(parse("{\"team\":\"ivr\"}"));
    assertThat(target.get("module").textValue()).isEqualTo("default");
    assertThat(target.get("last")).isEqualTo(parse(ReportJson.of(report)));
    assertThat(target.get("breaker"))
        .isEqualTo(
            parse("{\"state\":\"open\",\"failures\":2,\"until\":\"2026-11-20T14:01:00.123Z\"}"));
  }

  @Test
  void aTargetThatWasNeverProbedHasNoLast() throws Exception {
    scrape.store.added(crm);

    JsonNode target = json(get("/api/v1/targets")).get("targets").get(0);

    assertThat(names(target)).containsExactly("name", "address", "labels", "module", "breaker");
    assertThat(target.get("breaker")).isEqualTo(parse("{\"state\":\"closed\",\"failures\":0}"));
  }

  @Test
  void oneTargetHasItsHistoryNewestFirst() throws Exception {
    Report good = ReportDraft.of(crm, NOW.minusSeconds(30)).handshake().report();
    Report bad =
        ReportDraft.of(crm, NOW).fails(Reason.CONNECTION_RESET, Phase.HANDSHAKE, "reset").report();
    scrape.hear(good, TargetStatus.CLOSED);
    scrape.hear(bad, TargetStatus.CLOSED);
    scrape.store.transition(crm, BreakerState.CLOSED, BreakerState.OPEN, bad);

    HttpResponse<String> answer = get("/api/v1/targets/crm");
    JsonNode history = json(answer).get("history");

    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(history.get(0))
        .isEqualTo(
            parse(
                """
                {"time":"2026-11-20T14:00:00.123Z","success":false,"phase":"handshake",
                 "reason":"connection_reset","summary":"reset","total":0.0003}\
                """));
    assertThat(history.get(1))
        .isEqualTo(
            parse("{\"time\":\"2026-11-20T13:59:30.123Z\",\"success\":true,\"total\":0.007}"));
    assertThat(history.get(2).get("breaker"))
        .isEqualTo(parse("{\"from\":\"closed\",\"to\":\"open\"}"));
    assertThat(history.get(2).get("cause")).isEqualTo(parse(ReportJson.of(bad)));
  }

  @Test
  void oddNamesAreFoundByTheirPercentEncoding() throws Exception {
    scrape.store.added(target(ODD_NAME));

    assertThat(json(get("/api/v1/targets/a%3Ab%2Fc%20d%25%3F%23%C3%A9")).get("name").textValue())
        .isEqualTo(ODD_NAME);
    assertThat(post("/api/v1/targets/a:b%2Fc%20d%25%3F%23%C3%A9/probe").statusCode())
        .isEqualTo(202);
    assertThat(prompted).containsExactly(ODD_NAME);
    assertThat(get("/").body()).contains("href=\"/api/v1/targets/a%3Ab%2Fc%20d%25%3F%23%C3%A9\"");
  }

  @Test
  void anUnknownTargetIsNotFoundInJson() throws Exception {
    for (HttpResponse<String> answer :
        List.of(get("/api/v1/targets/nobody"), post("/api/v1/targets/nobody/probe"))) {
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(type(answer)).isEqualTo("application/json");
      assertThat(json(answer)).isEqualTo(parse("{\"error\":\"no target of this name: nobody\"}"));
    }
  }

  @Test
  void aProbeIsAskedForOnceInAWhile() throws Exception {
    scrape.store.added(crm);

    HttpResponse<String> first = post("/api/v1/targets/crm/probe");
    HttpResponse<String> second = post("/api/v1/targets/crm/probe");

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(second.headers().firstValue("Retry-After")).contains("7");
    assertThat(get("/api/v1/targets/crm/probe").statusCode()).isEqualTo(405);
  }

  @Test
  void healthAndReadinessAreWhatTheAgentSays() throws Exception {
    assertThat(get("/-/healthy").statusCode()).isEqualTo(200);
    assertThat(get("/-/ready").statusCode()).isEqualTo(503);

    ready.set(true);
    healthy.set(false);

    assertThat(get("/-/healthy").statusCode()).isEqualTo(503);
    assertThat(get("/-/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void theConfigurationIsReadAgainByPostAndByPut() throws Exception {
    HttpResponse<String> put =
        client.send(
            request("/-/reload").PUT(BodyPublishers.noBody()).build(), BodyHandlers.ofString());

    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(post("/-/reload").statusCode()).isEqualTo(200);
    assertThat(get("/-/reload").statusCode()).isEqualTo(405);
  }

  @Test
  void aRefusedConfigurationIsAnsweredWithAllThatIsWrong() throws Exception {
    reloaded = Future.succeededFuture(new Reloaded.Refused(List.of("first", "second")));

    HttpResponse<String> answer = post("/-/reload");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("first\nsecond\n");
  }

  @Test
  void theConfigurationIsShownAsTheAgentTellsIt() throws Exception {
    HttpResponse<String> answer = get("/config");

    assertThat(answer.body()).isEqualTo("targets: []\n");
    assertThat(type(answer)).startsWith("text/plain");
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/targets/crm/other").statusCode()).isEqualTo(404);
    assertThat(post("/metrics").statusCode()).isEqualTo(405);
    assertThat(post("/").statusCode()).isEqualTo(405);
  }

  @Test
  void whoUsesAnotherMethodIsToldWhichAreAllowed() throws Exception {
    assertThat(post("/metrics").headers().allValues("Allow")).containsExactly("GET, HEAD");
    assertThat(post("/probe").headers().allValues("Allow")).containsExactly("GET");
    assertThat(get("/-/reload").headers().allValues("Allow")).containsExactly("POST, PUT");
    assertThat(get("/api/v1/targets/crm/probe").headers().allValues("Allow"))
        .containsExactly("POST");
  }

  @Test
  void headIsAnsweredWithoutABody() throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("/-/healthy").method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void everyAnswerForbidsSniffingAndScripts() throws Exception {
    for (String path : List.of("/", "/metrics", "/api/v1/targets", "/-/healthy", "/nothing")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .as(path)
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void thePageTellsWhatFailsFirst() throws Exception {
    HeldCertificate leaf =
        HeldCertificate.named("leaf", NOW).valid(NOW, NOW.plus(Duration.ofDays(12))).mint();
    scrape.store.added(target("waiting"));
    scrape.hear(
        ReportDraft.of(target("good"), NOW).handshake().chain(leaf.chain(), Map.of()).report(),
        TargetStatus.CLOSED);
    scrape.hear(
        ReportDraft.of(target("zebra"), NOW)
            .fails(Reason.NOT_TLS, Phase.HANDSHAKE, "plain HTTP")
            .report(),
        new TargetStatus(BreakerState.OPEN, 2, Optional.empty()));

    String page = get("/").body();

    assertThat(page).contains("3 targets, 1 failing, 1 not yet probed");
    List<String> rows = page.lines().filter(line -> line.startsWith("<tr><td>")).toList();
    assertThat(rows.get(0)).contains(">zebra<", "failing", ">open<", ">not_tls<", ">plain HTTP<");
    assertThat(rows.get(1)).contains(">good<", "fine", "<td>11</td>");
    assertThat(rows.get(2)).contains(">waiting<", "not probed");
    assertThat(page).doesNotContain("<script").contains("href=\"/metrics\"");
  }

  @Test
  void hostileTextIsEscapedInPageAndJson() throws Exception {
    String words = "</td><script>alert('1')</script>\"&\n\u202e\u001b[2J";
    HeldCertificate hostile =
        HeldCertificate.named("x", NOW)
            .subject(new X500NameBuilder().addRDN(BCStyle.CN, words).build())
            .mint();
    scrape.hear(
        ReportDraft.of(target("<b>'"), NOW)
            .handshake()
            .chain(hostile.chain(), Map.of())
            .fails(Reason.CERTIFICATE_UNTRUSTED, Phase.HANDSHAKE, words)
            .report(),
        TargetStatus.CLOSED);

    String page = get("/").body();
    HttpResponse<String> api = get("/api/v1/targets");
    String metrics = get("/metrics").body();

    assertThat(page)
        .contains("&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;\\u000a")
        .doesNotContain("<script", "<b>", "\u202e", "\u001b");
    assertThat(api.body()).doesNotContain("\n", "\u202e", "\u001b");
    assertThat(json(api).at("/targets/0/last/summary").textValue()).isEqualTo(words);
    assertThat(metrics.lines().filter(line -> line.startsWith("tls_certificate_info")))
        .hasSize(1)
        .allMatch(line -> !line.contains("\u202e") && !line.contains("\u001b"));
  }

  @Test
  void aClosedServerNoLongerListens() throws Exception {
    int port = web.port();
    assertThat(port).isPositive();

    web.close().await(20, TimeUnit.SECONDS);

    assertThat(connects(port)).isFalse();
  }

  @Test
  void aPortThatIsTakenFailsTheStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<WebServer> second =
          WebServer.start(
              vertx,
              new WebSettings("127.0.0.1", taken.getLocalPort()),
              scrape.store,
              scrape.exposition,
              operations(),
              () -> NOW,
              Bounds.DEFAULT);

      assertThatThrownBy(() -> second.await(20, TimeUnit.SECONDS))
          .isInstanceOf(BindException.class);
    }
  }

  private boolean connects(int port) throws Exception {
    try {
      client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
          BodyHandlers.discarding());
      return true;
    } catch (ConnectException refused) {
      return false;
    }
  }

  private Operations operations() {
    return new Operations(this::probeNow, this::ask, ready::get)
        .withConfiguration(() -> reloaded, () -> "targets: []\n")
        .withHealthy(healthy::get);
  }

  private Future<Answer> ask(Question question, BooleanSupplier gone) {
    asked.add(question);
    return answer;
  }

  /** Known targets may be prompted once each. */
  private Future<ProbeNow> probeNow(String name) {
    if (scrape.store.target(name).isEmpty()) {
      return Future.succeededFuture(new ProbeNow.Unknown());
    }
    if (prompted.contains(name)) {
      return Future.succeededFuture(new ProbeNow.TooSoon(Duration.ofMillis(6_001)));
    }
    prompted.add(name);
    return Future.succeededFuture(new ProbeNow.Accepted());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    return client.send(
        headers.length == 0 ? request.build() : request.headers(headers).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws Exception {
    return client.send(
        request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private static String type(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return parse(answer.body());
  }

  private static JsonNode parse(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  private static List<String> names(JsonNode object) {
    return new ArrayList<>(object.properties().stream().map(Map.Entry::getKey).toList());
  }

  private static Target target(String name) {
    return new Target(
        name,
        Endpoint.parse("crm.example.com:443"),
        "crm.example.com",
        "crm.example.com",
        ProbeModule.DEFAULT,
        new TreeMap<>(Map.of("team", "ivr")));
  }
}
