package dev.handshake.soak;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Those who come to the agent's HTTP surface, with good manners and with bad ones. */
final class Visitors implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int GLANCE = 512;
  private static final int LONG = 100_000;

  private static final List<String> FORMATS =
      List.of(
          "text/plain;version=0.0.4",
          "application/openmetrics-text;version=1.0.0",
          "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");

  private static final List<String> PAGES =
      List.of("/", "/api/v1/targets", "/api/v1/http_sd", "/-/healthy", "/-/ready", "/nowhere");

  private static final List<String> MALFORMED =
      List.of(
          "\0\0\0\0\r\n\r\n",
          "GET\r\n\r\n",
          "GET /" + "a".repeat(LONG) + " HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nX: " + "b".repeat(LONG) + "\r\n\r\n",
          "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
          "POST /-/healthy HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
          "GET /probe?target=%ff%fe%00&module=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
          "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");

  private final int port;
  private final String answering;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private int turn;
  private long scrapes;

  /**
   * Visitors of a port.
   *
   * @param answering what /probe is asked about
   */
  Visitors(int port, String answering) {
    this.port = port;
    this.answering = answering;
  }

  /** How many scrapes were answered well. */
  long scrapes() {
    return scrapes;
  }

  /** A scrape in one format after the other, a page, and now and then a question to /probe. */
  void come() {
    turn++;
    ask(get("/metrics").header("Accept", FORMATS.get(turn % FORMATS.size())))
        .ifPresent(_ -> scrapes++);
    ask(get(PAGES.get(turn % PAGES.size())));
    if (turn % 4 == 0) {
      ask(get("/probe?module=tls_connect&target=" + answering));
      ask(post("/api/v1/targets/fine-tls13/probe"));
    }
  }

  /** The metrics as text. */
  Optional<String> scrape() {
    return ask(get("/metrics").header("Accept", FORMATS.getFirst()));
  }

  /** The status of an answer to POST /-/reload, 0 without one. */
  int reload() {
    try {
      return client.send(post("/-/reload").build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException none) {
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Requests that are none, and one that never ends. */
  void misbehave() {
    for (String request : MALFORMED) {
      send(request, in -> in.readNBytes(GLANCE));
    }
    send("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ", _ -> Pause.of(Duration.ofSeconds(2)));
  }

  /** Asks for much, reads a little of it, and goes away after a while without a word. */
  void readSlowly() {
    send(
        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(8),
        in -> {
          for (int glance = 0; glance < 8; glance++) {
            in.readNBytes(GLANCE);
            Pause.of(Duration.ofMillis(500));
          }
        });
  }

  private interface Reader {
    void read(InputStream in) throws IOException;
  }

  private void send(String request, Reader reader) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      reader.read(socket.getInputStream());
    } catch (IOException thrownOut) {
      // As they deserve.
    }
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  private HttpRequest.Builder post(String path) {
    return get(path).POST(BodyPublishers.noBody());
  }

  private Optional<String> ask(HttpRequest.Builder request) {
    try {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException none) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
