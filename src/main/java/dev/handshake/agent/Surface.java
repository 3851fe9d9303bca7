package dev.handshake.agent;

import static dev.handshake.agent.Blocking.waitFor;

import dev.handshake.metrics.Exposition;
import dev.handshake.report.ReportStore;
import dev.handshake.web.Operations;
import dev.handshake.web.WebServer;
import dev.handshake.web.WebSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The HTTP surface on an event loop of its own, which no probe waits for. */
final class Surface {
  private static final Duration LONGEST_START = Duration.ofSeconds(10);

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setFileSystemOptions(Probing.NO_FILES)
              .setPreferNativeTransport(true)
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(2));

  private @Nullable WebServer server;

  /**
   * Listens.
   *
   * @throws IllegalStateException if the address cannot be listened on
   */
  void listen(
      WebSettings settings,
      ReportStore store,
      Exposition exposition,
      Operations operations,
      InstantSource clock) {
    try {
      server =
          waitFor(
              WebServer.start(
                  vertx, settings, store, exposition, operations, clock, Descriptors.most()),
              LONGEST_START);
    } catch (IllegalStateException taken) {
      throw new IllegalStateException(
          "web.listen: %s:%d (expected: an address to listen on: %s)"
              .formatted(settings.host(), settings.port(), taken.getMessage()),
          taken);
    }
  }

  /**
   * Goes on with other settings.
   *
   * @throws IllegalStateException with the old ones in force, if they cannot be put in force
   */
  void apply(WebSettings settings) {
    waitFor(server().apply(settings), LONGEST_START);
  }

  /** The port that is listened on. */
  int port() {
    return server().port();
  }

  /** Listens no more; completes once requests under way are answered. */
  Future<Void> stop() {
    return server().close();
  }

  Future<Void> close() {
    return vertx.close();
  }

  private WebServer server() {
    return Objects.requireNonNull(server, "the surface does not listen");
  }
}
