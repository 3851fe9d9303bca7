package dev.handshake.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.Eventually;
import dev.handshake.metrics.Scrape;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scrapers of large answers: those that stop reading, that go away, and those beside them. */
class MetricsPageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String LAST = "rendered_to_the_end";

  private final Scrape scrape = new Scrape();
  private final AtomicInteger rendered = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Socket> readers = new ArrayList<>();
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    GaugeWithCallback.builder()
        .name(LAST)
        .callback(callback -> callback.call(rendered.incrementAndGet()))
        .register(scrape.registry);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket reader : readers) {
      reader.close();
    }
    client.close();
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerIsRenderedNoFasterThanItIsReadAndHoldsUpNoOther() throws Exception {
    fill();
    int port = listen(8, LONG);
    Socket stopped = ask(port, "GET /metrics HTTP/1.1");
    assertThat(stopped.getInputStream().read()).isEqualTo('H');

    assertThat(get(port).body()).contains(LAST + " 1.0\n");
    assertThat(get(port).body()).contains(LAST + " 2.0\n");
    assertThat(rendered).hasValue(2);

    stopped.getInputStream().readNBytes(1 << 20);
    assertThat(get(port).body()).contains(LAST + " 3.0\n");
  }

  @Test
  void whoTakesTooLongIsCutOff() throws Exception {
    fill();
    int port = listen(1, Duration.ofMillis(500));
    Socket reader = ask(port, "GET /metrics HTTP/1.1");
    reader.setSoTimeout((int) PATIENCE.toMillis());
    assertThat(reader.getInputStream().read()).isEqualTo('H');

    Eventually.holds(PATIENCE, () -> assertThat(get(port).statusCode()).isEqualTo(200));
    assertThat(new String(rest(reader), UTF_8)).doesNotContain(LAST);
  }

  @Test
  void whoAsksForMoreThanThereMayBeComesAgain() throws Exception {
    fill();
    int port = listen(2, LONG);
    for (int reader = 0; reader < 2; reader++) {
      assertThat(ask(port, "GET /metrics HTTP/1.1").getInputStream().read()).isEqualTo('H');
    }

    HttpResponse<String> refused = get(port);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");

    readers.getFirst().close();
    Eventually.holds(PATIENCE, () -> assertThat(get(port).statusCode()).isEqualTo(200));
  }

  @Test
  void scrapersAtTheSameTimeEachGetAll() throws Exception {
    fill();
    int port = listen(8, LONG);
    String alone = withoutLast(get(port).body());

    List<CompletableFuture<HttpResponse<byte[]>>> together =
        Stream.of("identity", "gzip", "identity", "gzip")
            .map(coding ->
                client.sendAsync(
                    request(port).header("Accept-Encoding", coding).build(),
                    BodyHandlers.ofByteArray()))
            .toList();

    for (CompletableFuture<HttpResponse<byte[]>> one : together) {
      assertThat(withoutLast(plain(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))))
          .isEqualTo(alone);
    }
    assertThat(alone).contains("target=\"target-0\"", "target=\"target-4999\"");
  }

  @Test
  void theOldestHttpIsAnsweredUntilTheConnectionEnds() throws Exception {
    scrape.store.added(target(0));

    String answer =
        new String(
            ask(listen(8, LONG), "GET /metrics HTTP/1.0").getInputStream().readAllBytes(), UTF_8);

    assertThat(answer)
        .startsWith("HTTP/1.0 200 OK\r\n")
        .doesNotContainIgnoringCase("transfer-encoding")
        .contains("\r\n\r\n# HELP tls_target_info")
        .endsWith(LAST + " 1.0\n");
  }

  @Test
  void headIsAnsweredWithoutRendering() throws Exception {
    HttpResponse<String> head =
        client.send(
            request(listen(8, LONG)).method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(head.body()).isEmpty();
    assertThat(rendered).hasValue(0);
  }

  @Test
  void whatCannotBeRenderedIsNeverTakenForWhole() throws Exception {
    GaugeWithCallback.builder()
        .name("broken")
        .callback(_ -> {
          throw new IllegalStateException("broken: on purpose (expected: a number)");
        })
        .register(scrape.registry);
    int port = listen(8, LONG);

    assertThat(get(port).statusCode()).isEqualTo(500);

    fill();
    assertThatThrownBy(() -> client.send(request(port).build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  /** More than sockets on one machine hold between them. */
  private void fill() {
    for (int number = 0; number < 5_000; number++) {
      scrape.store.added(target(number));
    }
  }

  private static Target target(int number) {
    return new Target(
        "target-" + number,
        Endpoint.parse("crm.example.com:443"),
        "crm.example.com",
        "crm.example.com",
        ProbeModule.DEFAULT,
        new TreeMap<>(Map.of("team", "x".repeat(250))));
  }

  private int listen(int mostAnswers, Duration longestRead) throws Exception {
    MetricsPage page = new MetricsPage(vertx, scrape.exposition, mostAnswers, longestRead);
    Router router = Router.router(vertx);
    router.get("/metrics").handler(page::answer);
    router.head("/metrics").handler(page::answer);
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setHttp2ClearTextEnabled(false));
    return server.requestHandler(router).listen().await(20, TimeUnit.SECONDS).actualPort();
  }

  private Socket ask(int port, String line) throws IOException {
    Socket reader = new Socket();
    readers.add(reader);
    reader.setReceiveBufferSize(4096);
    reader.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    reader.getOutputStream().write((line + "\r\nHost: agent\r\n\r\n").getBytes(US_ASCII));
    return reader;
  }

  private HttpResponse<String> get(int port) {
    try {
      return client.send(request(port).build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /** What was sent until the connection ended, in order or not. */
  private static byte[] rest(Socket reader) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      reader.getInputStream().transferTo(all);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return all.toByteArray();
  }

  private static HttpRequest.Builder request(int port) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
        .timeout(PATIENCE);
  }

  private static String plain(HttpResponse<byte[]> answer) throws IOException {
    InputStream body = new ByteArrayInputStream(answer.body());
    boolean gzip = answer.headers().firstValue("Content-Encoding").isPresent();
    try (InputStream in = gzip ? new GZIPInputStream(body) : body) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String withoutLast(String text) {
    return text.replaceAll(LAST + " .*", "");
  }
}
