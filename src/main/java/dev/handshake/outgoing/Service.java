package dev.handshake.outgoing;

import dev.handshake.certificate.TrustAnchors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Web services behind one trust store and one way: verified always, bounded in time and in what is
 * read, without following redirects and without unpacking what is compressed.
 */
public final class Service implements AutoCloseable {
  /** The longest body that is read. */
  public static final int LONGEST_BODY = 4 << 20;

  private static final int AT_ONCE = 4;
  private static final int MOST_ADDRESSES = 3;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration KEPT = Duration.ofSeconds(30);

  private final Way way;
  private final WebClient client;

  /**
   * Opens nothing yet.
   *
   * @throws IllegalArgumentException naming the trust store, where it has no anchors
   */
  public Service(Vertx vertx, TrustAnchors trust, Way way) {
    this.way = way;
    WebClientOptions options = new WebClientOptions().setUserAgentEnabled(false);
    options
        .setFollowRedirects(false)
        .setDecompressionSupported(false)
        .setConnectTimeout((int) CONNECT.toMillis())
        .setKeepAliveTimeout((int) KEPT.toSeconds());
    new TlsSide(trust, Optional.empty()).applyTo(options);
    this.client =
        WebClient.create(vertx, options, new PoolOptions().setHttp1MaxSize(AT_ONCE))
            .addInterceptor(Errand::watch);
  }

  /**
   * Makes a call.
   *
   * @return fails with a {@link CallException} and nothing else
   */
  public Future<Reply> send(Call call) {
    Errand errand = new Errand(LONGEST_BODY);
    return way.to(call.url())
        .compose(ways -> attempt(call, ways, 0, errand))
        .timeout(call.limit().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(_ -> errand.abandon())
        .recover(
            failure -> Future.failedFuture(new CallException(errand.fault(failure, call.limit()))));
  }

  /** Tries the addresses in turn, until one takes the connection. */
  private Future<Reply> attempt(Call call, List<RequestOptions> ways, int index, Errand errand) {
    Future<Reply> reply = once(call, ways.get(index), errand);
    return index + 1 == Math.min(ways.size(), MOST_ADDRESSES)
        ? reply
        : reply.recover(failure ->
            failure instanceof ConnectException && !errand.isAbandoned()
                ? attempt(call, ways, index + 1, errand)
                : Future.failedFuture(failure));
  }

  private Future<Reply> once(Call call, RequestOptions where, Errand errand) {
    HttpRequest<Buffer> request =
        client
            .request(where.setMethod(call.method()))
            .as(errand)
            .putHeaders(where.getHeaders())
            .proxy(where.getProxyOptions());
    call.headers().forEach(request::putHeader);
    return call.body().map(request::sendBuffer).orElseGet(request::send).map(Service::reply);
  }

  private static Reply reply(HttpResponse<Buffer> response) {
    @Nullable Buffer body = response.body();
    return new Reply(
        response.statusCode(), response.headers(), body == null ? Buffer.buffer() : body);
  }

  @Override
  public void close() {
    client.close();
  }
}
