package dev.handshake.revocation;

import dev.handshake.address.AddressGuard;
import io.vertx.core.Context;
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
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what certificates point to, over plain HTTP, as RFC 5280 has it: few at once, each
 * bounded in size and time, and never from an address that the guard does not permit, be it named
 * in the certificate, by its DNS or in a redirect.
 */
final class Fetcher implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(5);

  private static final int AT_ONCE = 4;
  private static final int MOST_WAITING = 256;
  private static final int MOST_REDIRECTS = 3;
  private static final int HTTP_PORT = 80;

  private final Context context;
  private final HttpClient client;
  private final Supplier<AddressGuard> guard;
  private final Function<String, Future<List<InetAddress>>> resolver;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int underWay;

  Fetcher(
      Vertx vertx,
      Supplier<AddressGuard> guard,
      Function<String, Future<List<InetAddress>>> resolver) {
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout((int) LIMIT.toMillis())
                .setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(AT_ONCE));
    this.guard = guard;
    this.resolver = resolver;
  }

  /**
   * What is fetched.
   *
   * @param body what is posted; empty for GET
   * @param most the largest answer that is read, in bytes
   */
  record Wanted(String url, Buffer body, String contentType, int most) {
    static Wanted get(String url, int most) {
      return new Wanted(url, Buffer.buffer(), "", most);
    }

    private boolean isPost() {
      return body.length() > 0;
    }

    private Wanted at(String other) {
      return new Wanted(other, body, contentType, most);
    }
  }

  /** The answer's body; failed with a message fit for a person where there is none. */
  Future<byte[]> fetch(Wanted wanted) {
    return queued(() -> {
      Errand errand = new Errand();
      return follow(wanted, MOST_REDIRECTS, errand)
          .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .onFailure(_ -> errand.abandon());
    });
  }

  /** What one fetch has open now: nothing once it was abandoned, however late that comes to be. */
  private static final class Errand {
    private @Nullable HttpClientRequest current;
    private boolean abandoned;

    /** Goes on with a request, unless nobody waits for it any more. */
    synchronized Future<HttpClientRequest> begin(HttpClientRequest request) {
      if (abandoned) {
        // What is closed here is no news to anybody, and would be logged as an error.
        request.exceptionHandler(_ -> {});
        var _ = request.connection().close();
        return refused("it came too late");
      }
      current = request;
      return Future.succeededFuture(request);
    }

    synchronized void abandon() {
      abandoned = true;
      if (current != null) {
        current.reset();
      }
    }
  }

  private Future<byte[]> follow(Wanted wanted, int redirects, Errand errand) {
    URI uri;
    try {
      uri = new URI(wanted.url());
    } catch (URISyntaxException malformed) {
      return refused("its address is malformed");
    }
    if (!"http".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawUserInfo() != null) {
      return refused("its address is not of plain HTTP");
    }
    String host = uri.getHost().replace("[", "").replace("]", "");
    return resolver
        .apply(host)
        .compose(addresses -> permitted(host, addresses))
        .compose(address -> client.request(options(wanted, uri, address)))
        .compose(errand::begin)
        .compose(request -> wanted.isPost() ? request.send(wanted.body()) : request.send())
        .compose(response -> answer(response, wanted, uri, redirects, errand));
  }

  private Future<InetAddress> permitted(String host, List<InetAddress> addresses) {
    return addresses.stream()
        .filter(address -> guard.get().permits(host, address))
        .findFirst()
        .map(Future::succeededFuture)
        .orElseGet(() -> refused("its address is not public"));
  }

  private static RequestOptions options(Wanted wanted, URI uri, InetAddress address) {
    int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(port, literal(address)))
            .setHost(uri.getHost())
            .setPort(port)
            .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
            .setMethod(wanted.isPost() ? HttpMethod.POST : HttpMethod.GET)
            .setFollowRedirects(false);
    if (wanted.isPost()) {
      options.putHeader("Content-Type", wanted.contentType());
    }
    return options;
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  private Future<byte[]> answer(
      HttpClientResponse response, Wanted wanted, URI uri, int redirects, Errand errand) {
    // What is reset below is no news to anybody, and would be logged as an error.
    response.exceptionHandler(_ -> {});
    String location = response.getHeader("Location");
    boolean elsewhere = response.statusCode() >= 301 && response.statusCode() <= 308;
    if (location != null && elsewhere && !wanted.isPost()) {
      response.request().reset();
      return redirects == 0
          ? refused("it is redirected too often")
          : follow(wanted.at(absolute(uri, location)), redirects - 1, errand);
    }
    if (response.statusCode() != 200) {
      response.request().reset();
      return refused("it is answered with HTTP status " + response.statusCode());
    }
    return body(response, wanted.most());
  }

  private static String absolute(URI base, String location) {
    try {
      return base.resolve(location).toString();
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  private static Future<byte[]> body(HttpClientResponse response, int most) {
    Promise<byte[]> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(read.getBytes()));
    response.handler(piece -> {
      if (read.length() + piece.length() > most) {
        whole.tryFail(new IOException("it is larger than " + most + " bytes"));
        response.request().reset();
      } else {
        read.appendBuffer(piece);
      }
    });
    return whole.future();
  }

  private Future<byte[]> queued(Supplier<Future<byte[]>> work) {
    Promise<byte[]> promise = Promise.promise();
    Runnable begin =
        () ->
            begun(work)
                .onComplete(done -> {
                  next();
                  if (done.succeeded()) {
                    promise.complete(done.result());
                  } else {
                    promise.fail(done.cause());
                  }
                });
    synchronized (waiting) {
      if (underWay < AT_ONCE) {
        underWay++;
      } else if (waiting.size() < MOST_WAITING) {
        waiting.add(begin);
        return promise.future();
      } else {
        return refused("too much else is being fetched");
      }
    }
    context.runOnContext(_ -> begin.run());
    return promise.future();
  }

  /** Begins so that whatever is thrown at hostile addresses ends in the future, and is counted. */
  private static Future<byte[]> begun(Supplier<Future<byte[]>> work) {
    return Future.succeededFuture().compose(_ -> work.get());
  }

  private void next() {
    Runnable begin;
    synchronized (waiting) {
      begin = waiting.poll();
      if (begin == null) {
        underWay--;
        return;
      }
    }
    begin.run();
  }

  private static <T> Future<T> refused(String why) {
    return Future.failedFuture(new IOException(why));
  }

  @Override
  public void close() {
    var _ = client.close();
  }
}
