package dev.handshake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Asks an exporter on loopback, over one connection that is kept alive. */
record Http(int port, HttpClient client) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration AGAIN = Duration.ofMillis(50);

  static Http to(int port) {
    return new Http(port, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  /** A port that was free a moment ago. */
  static int freePort() {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return taken.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * The body of a good answer.
   *
   * @throws IllegalStateException if the answer is another
   */
  String get(String path) {
    HttpResponse<String> answer =
        ask(path).orElseThrow(() -> new IllegalStateException("port " + port + " does not answer"));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "%s: status %d (expected: 200)".formatted(path, answer.statusCode()));
    }
    return answer.body();
  }

  /**
   * Waits until a path is answered well.
   *
   * @throws IllegalStateException if it never is
   */
  void awaitGood(String path) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (ask(path).filter(answer -> answer.statusCode() == 200).isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "port " + port + path + " (expected: status 200 within " + PATIENCE + ")");
      }
      Pause.of(AGAIN);
    }
  }

  private Optional<HttpResponse<String>> ask(String path) {
    try {
      return Optional.of(
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
    } catch (IOException silent) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + path, interrupted);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
