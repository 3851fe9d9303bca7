package dev.handshake.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Asks an exporter on loopback, over one connection that is kept alive. */
record Http(int port, HttpClient client) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration AGAIN = Duration.ofMillis(50);

  static Http to(int port) {
    return new Http(port, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  /**
   * A port that was free a moment ago, and that no connection of a busy client takes: those lie
   * above 32767 (ip(7), ip_local_port_range).
   */
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        return taken.getLocalPort();
      } catch (BindException inUse) {
        // Another one.
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
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
    requireGood(path, answer.statusCode());
    return answer.body();
  }

  /** What is made of an answer while it comes in. */
  @FunctionalInterface
  interface Body<T> {
    T read(InputStream body) throws IOException;
  }

  /**
   * Reads the body of a good answer as it comes, as it was sent.
   *
   * @param headers names and values of the request, in turns
   * @throws IllegalStateException if the answer is another
   */
  <T> T read(String path, Body<T> reader, String... headers) {
    HttpRequest request = request(path).headers(headers).build();
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        requireGood(path, answer.statusCode());
        return reader.read(body);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(path + " of port " + port, failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(path, interrupted);
    }
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
              request(path).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
    } catch (IOException silent) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      throw interrupted(path, interrupted);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  private static void requireGood(String path, int status) {
    if (status != 200) {
      throw new IllegalStateException("%s: status %d (expected: 200)".formatted(path, status));
    }
  }

  private static IllegalStateException interrupted(String path, InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while asking " + path, interrupted);
  }

  @Override
  public void close() {
    client.close();
  }
}
