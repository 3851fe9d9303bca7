package dev.handshake.notify;

import dev.handshake.outgoing.TlsSide;
import dev.handshake.outgoing.Way;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Posts over HTTP: bounded in time, without following redirects, reading little of the answer, and
 * over TLS only to receivers that prove who they are.
 */
final class HttpPost implements Post, AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(5);

  private static final int AT_ONCE = 4;
  private static final int MOST_READ = 64 * 1024;

  private final ReceiverSettings receiver;
  private final Way way;
  private final InstantSource clock;
  private final HttpClient client;

  /**
   * @param resolver a host's addresses
   * @param clock the wall clock
   */
  HttpPost(
      Vertx vertx,
      ReceiverSettings receiver,
      Optional<TlsSide> tls,
      Function<String, Future<List<InetAddress>>> resolver,
      InstantSource clock) {
    this.receiver = receiver;
    this.way = new Way(resolver, receiver.proxy());
    this.clock = clock;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) LIMIT.toMillis())
            .setKeepAliveTimeout((int) Duration.ofMinutes(2).toSeconds())
            .setDecompressionSupported(false);
    tls.ifPresent(side -> side.applyTo(options));
    this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(AT_ONCE));
  }

  @Override
  public Future<Answer> send(String json) {
    Errand errand = new Errand();
    return begun(json, errand)
        .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(_ -> errand.abandon())
        .otherwise(fault -> PostFault.of(fault, errand.sent));
  }

  private Future<Answer> begun(String json, Errand errand) {
    return options()
        .compose(client::request)
        .compose(errand::begin)
        .compose(request -> {
          errand.sent = true;
          return request.send(Buffer.buffer(json));
        })
        .compose(this::answer);
  }

  /** What one attempt has open: nothing once it was abandoned, however late that comes to be. */
  private static final class Errand {
    private @Nullable HttpClientRequest current;
    private boolean abandoned;
    private volatile boolean sent;

    synchronized Future<HttpClientRequest> begin(HttpClientRequest request) {
      // Futures tell what went wrong; Vert.x would log it as an error besides.
      request.exceptionHandler(_ -> {});
      request.connection().exceptionHandler(_ -> {});
      if (abandoned) {
        var _ = request.connection().close();
        return Future.failedFuture(new IOException("it came too late"));
      }
      current = request;
      return Future.succeededFuture(request);
    }

    synchronized void abandon() {
      abandoned = true;
      if (current != null) {
        var _ = current.reset();
      }
    }
  }

  private Future<RequestOptions> options() {
    return way.to(receiver.url())
        .map(ways ->
            ways.getFirst()
                .setMethod(HttpMethod.POST)
                .putHeader("Content-Type", "application/json"));
  }

  /** The status decides; the rest is read to its end, so that the connection may be used again. */
  private Future<Answer> answer(HttpClientResponse response) {
    Promise<Answer> read = Promise.promise();
    String wish = response.getHeader("Retry-After");
    Answer answer = PostFault.of(response.statusCode(), wish, clock.instant());
    long[] left = {MOST_READ};
    response.exceptionHandler(_ -> read.tryComplete(answer));
    response.endHandler(_ -> read.tryComplete(answer));
    response.handler(piece -> {
      left[0] -= piece.length();
      if (left[0] < 0) {
        read.tryComplete(answer);
        var _ = response.request().reset();
      }
    });
    return read.future();
  }

  @Override
  public void close() {
    var _ = client.close();
  }
}
