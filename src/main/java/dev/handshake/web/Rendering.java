package dev.handshake.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/**
 * Renders the bodies of answers on threads of its own, and sends them. What slow readers leave in
 * memory is bounded: by a part of the heap, beyond which nothing is rendered, and by a time, after
 * which their connections are closed.
 */
final class Rendering {
  private static final int THREADS = 2;
  private static final int PART_OF_HEAP = 8;
  static final Duration LONGEST_READ = Duration.ofSeconds(60);

  private final Vertx vertx;
  private final WorkerExecutor workers;
  private final long mostUnread;
  private final Duration longestRead;
  private final AtomicLong unread = new AtomicLong();

  Rendering(Vertx vertx) {
    this(vertx, Runtime.getRuntime().maxMemory() / PART_OF_HEAP, LONGEST_READ);
  }

  /**
   * @param mostUnread bytes of answers that nobody has read yet
   * @param longestRead how long reading an answer may take
   */
  Rendering(Vertx vertx, long mostUnread, Duration longestRead) {
    this.vertx = vertx;
    this.workers = vertx.createSharedWorkerExecutor("web", THREADS);
    this.mostUnread = mostUnread;
    this.longestRead = longestRead;
  }

  /** Writes the body of an answer. */
  @FunctionalInterface
  interface Body {
    void write(OutputStream out) throws IOException;
  }

  /** Answers with a body; with 503 where too much waits to be read. */
  void render(RoutingContext context, int status, String type, Body body) {
    boolean gzip = acceptsGzip(context) && !mayTell(context, type);
    workers
        .executeBlocking(
            () ->
                unread.get() < mostUnread
                    ? Optional.of(bytes(body, gzip))
                    : Optional.<Buffer>empty(),
            false)
        .onFailure(context::fail)
        .onSuccess(rendered ->
            rendered.ifPresentOrElse(
                bytes -> send(head(context, status, type, gzip), context, bytes),
                () -> busy(context)));
  }

  Future<Void> close() {
    return workers.close();
  }

  /** The length of a compressed page tells of its content, which TLS was to hide (BREACH). */
  private static boolean mayTell(RoutingContext context, String type) {
    return context.request().isSSL() && type.equals(Html.TYPE);
  }

  static HttpServerResponse head(RoutingContext context, int status, String type, boolean gzip) {
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaderNames.CONTENT_TYPE, type)
            .putHeader(HttpHeaderNames.VARY, "Accept, Accept-Encoding");
    return gzip ? response.putHeader(HttpHeaderNames.CONTENT_ENCODING, "gzip") : response;
  }

  private void send(HttpServerResponse response, RoutingContext context, Buffer bytes) {
    unread.addAndGet(bytes.length());
    long timer = vertx.setTimer(longestRead.toMillis(), _ -> cutOff(context));
    response
        .end(bytes)
        .onComplete(_ -> {
          vertx.cancelTimer(timer);
          unread.addAndGet(-bytes.length());
        });
  }

  /** A connection that is closed in the ordinary way is first read to its end. */
  static void cutOff(RoutingContext context) {
    if (context.request().connection() instanceof HttpServerConnection connection) {
      var _ = connection.channelHandlerContext().close();
    }
  }

  static void busy(RoutingContext context) {
    context
        .response()
        .setStatusCode(503)
        .putHeader(HttpHeaderNames.CONTENT_TYPE, WebServer.TEXT)
        .putHeader(HttpHeaderNames.RETRY_AFTER, "1")
        .end("too many answers wait to be read\n");
  }

  private static Buffer bytes(Body body, boolean gzip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes, 1 << 14) : bytes) {
      body.write(out);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  /** Whether gzip is among the codings and not refused by a weight of zero (RFC 9110, 12.5.3). */
  static boolean acceptsGzip(RoutingContext context) {
    String codings = WebServer.header(context, HttpHeaderNames.ACCEPT_ENCODING);
    return Arrays.stream(codings.split(","))
        .map(coding -> coding.replace(" ", ""))
        .anyMatch(coding -> coding.matches("(?i)gzip(;q=(1(\\.0*)?|0\\.0*[1-9]\\d*))?"));
  }
}
