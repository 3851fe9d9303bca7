package dev.handshake.web;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the surface listens: plain or in TLS, and with bounds for what clients may cost. Its
 * methods are called one after the other.
 */
final class Front {
  private static final Logger LOG = LoggerFactory.getLogger(Front.class);
  private static final int MOST_STREAMS = 32;
  private static final int LONGEST_REQUEST_LINE = 8192;
  private static final int LARGEST_HEADER = 8192;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(75);
  private static final int MOST_TRIES = 100;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final String host;
  private final Handler<HttpServerRequest> requests;
  private final InstantSource clock;
  private final Bounds bounds;
  private final Connections connections;
  private final long timer;
  private volatile @Nullable HttpServer server;
  private volatile Optional<CurrentTls> tls = Optional.empty();

  Front(
      Vertx vertx,
      String host,
      Handler<HttpServerRequest> requests,
      InstantSource clock,
      Bounds bounds) {
    this.vertx = vertx;
    this.host = host;
    this.requests = requests;
    this.clock = clock;
    this.bounds = bounds;
    this.connections = new Connections(bounds.connections());
    this.timer =
        vertx.setPeriodic(
            LOOK.toMillis(),
            _ -> connections.dropWaitingSince(clock.instant().minus(LONGEST_WAIT)));
  }

  /** Begins to listen; fails if the address cannot be listened on. */
  Future<Void> listen(int port, WebFile file) {
    return context(file).compose(context -> bind(port, context));
  }

  /**
   * Goes on by another web file. Certificates and all else of TLS change without the port being
   * closed; only from plain HTTP to TLS or back it is, for a moment.
   *
   * @return fails, with the old one in force, if the other cannot be
   */
  Future<Void> become(WebFile file) {
    return context(file)
        .compose(next -> {
          if (tls.isPresent() && next.isPresent()) {
            tls.get().become(next.get());
            return Future.succeededFuture();
          }
          return tls.isPresent() == next.isPresent() ? Future.succeededFuture() : exchange(next);
        });
  }

  int port() {
    HttpServer current = server;
    return current == null ? 0 : current.actualPort();
  }

  /** Stops listening, gives requests under way a second, then drops them. */
  Future<Void> close() {
    vertx.cancelTimer(timer);
    HttpServer current = server;
    return current == null ? Future.succeededFuture() : current.shutdown(1, TimeUnit.SECONDS);
  }

  private Future<Void> exchange(Optional<SslContext> next) {
    int port = port();
    Optional<CurrentTls> before = tls;
    HttpServer old = server;
    return (old == null ? Future.<Void>succeededFuture() : old.shutdown(1, TimeUnit.SECONDS))
        .compose(_ -> bindAgain(port, next, MOST_TRIES))
        .recover(failure ->
            bindAgain(port, before.map(SslContext.class::cast), MOST_TRIES)
                .compose(_ -> Future.failedFuture(failure)));
  }

  /** Without epoll, Java lets go of a port that was closed only when its selector looks next. */
  private Future<Void> bindAgain(int port, Optional<SslContext> context, int tries) {
    return bind(port, context)
        .recover(failure ->
            failure instanceof IOException && tries > 1
                ? vertx
                    .timer(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(_ -> bindAgain(port, context, tries - 1))
                : Future.failedFuture(failure));
  }

  private Future<Optional<SslContext>> context(WebFile file) {
    return vertx
        .executeBlocking(
            () -> file.tls().map(settings -> TlsContexts.of(settings, file.http2())), false)
        .map(Objects::requireNonNull);
  }

  private Future<Void> bind(int port, Optional<SslContext> context) {
    HttpServerOptions options = options(port);
    Optional<CurrentTls> next =
        context.map(
            made -> new CurrentTls(made, channel -> connections.opened(channel, clock.instant())));
    next.ifPresent(current -> current.encrypt(options));
    HttpServer made =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::opened)
            .exceptionHandler(failure -> LOG.debug("connection failed", failure))
            .requestHandler(requests);
    return made.listen()
        .onSuccess(_ -> {
          server = made;
          tls = next;
        })
        .mapEmpty();
  }

  private HttpServerOptions options(int port) {
    return new HttpServerOptions()
        .setHost(host)
        .setPort(port)
        .setHttp2ClearTextEnabled(false)
        .setSslHandshakeTimeout(bounds.request().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
        .setMaxHeaderSize(LARGEST_HEADER)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MOST_STREAMS)
                .setMaxHeaderListSize(LARGEST_HEADER))
        .setIdleTimeout((int) LONGEST_WAIT.toSeconds())
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }

  private void opened(HttpConnection connection) {
    Channel channel = channel(connection);
    connections.opened(channel, clock.instant());
    Promptness.demand(channel.pipeline(), bounds.request());
  }

  /** A request is under way until that is told. */
  Runnable asked(HttpServerRequest request) {
    Channel channel = channel(request.connection());
    connections.asked(channel);
    return () -> connections.answered(channel, clock.instant());
  }

  private static Channel channel(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }
}
