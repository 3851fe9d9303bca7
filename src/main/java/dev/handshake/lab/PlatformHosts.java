package dev.handshake.lab;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The listeners of the stand-in, each on a free port of 127.0.0.1, and what they run on. */
final class PlatformHosts implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setUseDaemonThread(true));

  Vertx vertx() {
    return vertx;
  }

  Router router() {
    return Router.router(vertx);
  }

  /** Listens without TLS. */
  URI plain(Router router) {
    return URI.create("http://" + listen(options(), router));
  }

  /** Listens with TLS. */
  URI secure(HeldCertificate held, Router router) {
    return URI.create("https://" + listen(tls(held), router));
  }

  /** Listens with TLS and demands a certificate that one of some roots vouches for. */
  URI mutual(HeldCertificate held, List<X509Certificate> roots, Router router) {
    PemTrustOptions trust = new PemTrustOptions();
    roots.forEach(root -> trust.addCertValue(Buffer.buffer(HeldCertificate.pem(root))));
    HttpServerOptions options = tls(held).setTrustOptions(trust).setClientAuth(ClientAuth.REQUIRED);
    return URI.create("https://" + listen(options, router));
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions().setHost(Street.ADDRESS).setPort(0);
  }

  private static HttpServerOptions tls(HeldCertificate held) {
    return options()
        .setSsl(true)
        .setUseAlpn(false)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(held.chainPem()))
                .addKeyValue(Buffer.buffer(held.keyPem())));
  }

  private String listen(HttpServerOptions options, Router router) {
    try {
      HttpServer server =
          vertx
              .createHttpServer(options)
              .requestHandler(router)
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      return Street.ADDRESS + ":" + server.actualPort();
    } catch (CompletionException failure) {
      throw new IllegalStateException("cannot listen on " + Street.ADDRESS, failure);
    }
  }

  /** Ends all connections at once. */
  @Override
  public void close() {
    var _ = vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
