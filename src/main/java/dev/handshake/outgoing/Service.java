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
 * read, without following redirects and without unpacking what is compressed. One without a side of
 * TLS calls {@code http://} alone, all others {@code https://} alone.
 */
public final class Service implements AutoCloseable {
  /** The longest body that is read unless another bound is given. */
  public static final int LONGEST_BODY = 4 << 20;

  private static final int AT_ONCE = 4;
  private static final int MOST_ADDRESSES = 3;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration KEPT = Duration.ofSeconds(30);

  private final Optional<TlsSide> tls;
  private final Way way;
  private final int longestBody;
  private final WebClient client;

  /**
   * Opens nothing yet; shows no certificate.
   *
   * @throws IllegalArgumentException naming the trust store, where it has no anchors
   */
  public Service(Vertx vertx, TrustAnchors trust, Way way) {
    this(vertx, Optional.of(new TlsSide(trust, Optional.empty())), way, LONGEST_BODY);
  }

  /**
   * Opens nothing yet.
   *
   * @param longestBody the most bytes of a body that are read
   * @throws IllegalArgumentException naming the trust store, where it has no anchors
   */
  public Service(Vertx vertx, Optional<TlsSide> tls, Way way, int longestBody) {
    this.tls = tls;
    this.way = way;
    this.longestBody = longestBody;
    WebClientOptions options = new WebClientOptions().setUserAgentEnabled(false);
    options
        .setFollowRedirects(false)
        .setDecompressionSupported(false)
        .setConnectTimeout((int) CONNECT.toMillis())
        .setKeepAliveTimeout((int) KEPT.toSeconds());
    tls.ifPresent(side -> side.applyTo(options));
    this.client =
        WebClient.create(vertx, options, new PoolOptions().setHttp1MaxSize(AT_ONCE))
            .addInterceptor(Errand::watch);
  }

  /**
   * Makes a call.
   *
   * @return fails with a {@link CallException} and nothing else
   * @throws IllegalArgumentException where the URL is of the other scheme
   */
  public Future<Reply> send(Call call) {
    if (call.isHttps() != tls.isPresent()) {
      throw new IllegalArgumentException(
          "url: %s (expected: %s)"
              .formatted(call.url().getScheme(), tls.isPresent() ? "https://" : "http://"));
    }
    Errand errand = new Errand(longestBody);
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
