package dev.handshake.web;

import dev.handshake.metrics.Exposition;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code /metrics}: all metrics, in answers that never exist as a whole. Their pieces are rendered
 * on one thread, in turn, so that no number of scrapers takes more than a core from the probes.
 */
final class MetricsPage {
  private static final int MOST_ANSWERS = 8;

  private final Vertx vertx;
  private final Exposition exposition;
  private final WorkerExecutor worker;
  private final int mostAnswers;
  private final Duration longestRead;
  private final AtomicInteger answers = new AtomicInteger();

  MetricsPage(Vertx vertx, Exposition exposition) {
    this(vertx, exposition, MOST_ANSWERS, Rendering.LONGEST_READ);
  }

  /**
   * @param mostAnswers how many may be under way; who asks for more is told to come again
   * @param longestRead how long one may take
   */
  MetricsPage(Vertx vertx, Exposition exposition, int mostAnswers, Duration longestRead) {
    this.vertx = vertx;
    this.exposition = exposition;
    this.worker = vertx.createSharedWorkerExecutor("metrics", 1);
    this.mostAnswers = mostAnswers;
    this.longestRead = longestRead;
  }

  void answer(RoutingContext context) {
    String accept = WebServer.header(context, HttpHeaderNames.ACCEPT);
    boolean gzip = Rendering.acceptsGzip(context);
    if (context.request().method().equals(HttpMethod.HEAD)) {
      head(context, accept, gzip).end();
    } else if (answers.incrementAndGet() > mostAnswers) {
      answers.decrementAndGet();
      Rendering.busy(context);
    } else {
      send(context, accept, gzip);
    }
  }

  Future<Void> close() {
    return worker.close();
  }

  private void send(RoutingContext context, String accept, boolean gzip) {
    HttpServerResponse response = head(context, accept, gzip);
    long timer = vertx.setTimer(longestRead.toMillis(), _ -> Rendering.cutOff(context));
    worker
        .executeBlocking(
            () -> new Delivery(worker, response, exposition.pieces(accept), gzip), false)
        .compose(Delivery::send)
        .onComplete(_ -> {
          vertx.cancelTimer(timer);
          answers.decrementAndGet();
        })
        .onFailure(cause -> failed(context, cause));
  }

  /** HTTP/1.0 knows no chunks: there the end of the connection is that of the answer. */
  private HttpServerResponse head(RoutingContext context, String accept, boolean gzip) {
    HttpServerResponse response =
        Rendering.head(context, 200, exposition.contentType(accept), gzip);
    return context.request().version() == HttpVersion.HTTP_1_0
        ? response.putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        : response.setChunked(true);
  }

  /** An answer that has begun can only be broken off. */
  private static void failed(RoutingContext context, Throwable cause) {
    boolean begun = context.response().headWritten();
    context.fail(cause);
    if (begun) {
      Rendering.cutOff(context);
    }
  }
}
