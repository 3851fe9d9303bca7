package dev.handshake.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers that take their time, and those who come after them. */
class RenderingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** More than sockets on one machine hold between them. */
  private static final int LARGE = 32 << 20;

  private static final int MOST_UNREAD = LARGE * 2;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Socket> readers = new ArrayList<>();
  private final AtomicInteger rendered = new AtomicInteger();
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
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
  void whatNobodyReadsIsBoundedAndForgottenWithItsReaders() throws Exception {
    int port = listen(Duration.ofMinutes(1));
    ask(port);
    ask(port);
    Eventually.holds(PATIENCE, () -> assertThat(get(port, "/small").statusCode()).isEqualTo(503));
    int before = rendered.get();
    HttpResponse<String> refused = get(port, "/large");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.body()).isEqualTo("too many answers wait to be read\n");
    assertThat(rendered).hasValue(before);
    readers.getFirst().close();
    Eventually.holds(PATIENCE, () -> assertThat(get(port, "/small").statusCode()).isEqualTo(200));
  }

  @Test
  void aReaderThatTakesTooLongIsCutOff() throws Exception {
    int port = listen(Duration.ofMillis(200));
    Socket reader = ask(port);
    reader.setSoTimeout((int) PATIENCE.toMillis());
    Eventually.holds(PATIENCE, () -> assertThat(rendered).hasValue(1));
    assertThat(read(reader.getInputStream())).isBetween(1L, LARGE - 1L);
  }

  private static long read(InputStream in) throws IOException {
    byte[] piece = new byte[1 << 10];
    long all = 0;
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      all += length;
    }
    return all;
  }

  private int listen(Duration longestRead) throws Exception {
    Rendering rendering = new Rendering(vertx, MOST_UNREAD, longestRead);
    Router router = Router.router(vertx);
    router
        .get("/:size")
        .handler(context -> {
          int size = "large".equals(context.pathParam("size")) ? LARGE : 1;
          rendering.render(
              context,
              200,
              WebServer.TEXT,
              out -> {
                rendered.incrementAndGet();
                out.write(new byte[size]);
              });
        });
    HttpServer server =
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0));
    return server.requestHandler(router).listen().await(20, TimeUnit.SECONDS).actualPort();
  }

  /** Asks for much, and reads nothing of it. */
  private Socket ask(int port) throws IOException {
    Socket reader = new Socket();
    readers.add(reader);
    reader.setReceiveBufferSize(4096);
    reader.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    reader.getOutputStream().write("GET /large HTTP/1.1\r\nHost: agent\r\n\r\n".getBytes(US_ASCII));
    return reader;
  }

  private HttpResponse<String> get(int port, String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
