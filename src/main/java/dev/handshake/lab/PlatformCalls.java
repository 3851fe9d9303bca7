package dev.handshake.lab;

import dev.handshake.probe.InsistentKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The platform's own calls of gateways: it shows the client certificate of the day, and trusts the
 * roots of its trust store.
 */
final class PlatformCalls {
  private static final int USUAL_TIMEOUT_SECONDS = 15;
  private static final String AUTHENTICATION = "ACTION.AUTHENTICATION";
  private static final String PROCESSING = "ACTION.PROCESSING";

  private final Vertx vertx;
  private final PlatformCertificates certificates;
  private final PlatformIntegrations integrations;

  /**
   * How a call ended.
   *
   * @param status of the gateway, or the one that the platform gives in its stead
   * @param code empty for success
   */
  record Outcome(int status, String code, String message) {
    boolean succeeded() {
      return code.isEmpty();
    }
  }

  PlatformCalls(Vertx vertx, PlatformCertificates certificates, PlatformIntegrations integrations) {
    this.vertx = vertx;
    this.certificates = certificates;
    this.integrations = integrations;
  }

  /** Calls a gateway as an action would; never fails. */
  Future<Outcome> run(PlatformActions.Action action, String url) {
    RequestOptions request = new RequestOptions();
    try {
      request.setAbsoluteURI(new URI(url).toURL()).setMethod(HttpMethod.valueOf(action.method()));
    } catch (URISyntaxException | IllegalArgumentException | MalformedURLException bad) {
      return Future.succeededFuture(new Outcome(400, PROCESSING, "The request URL is invalid."));
    }
    long timeout = action.timeoutSeconds().orElse(USUAL_TIMEOUT_SECONDS);
    HttpClient client = client(integrations.showsPublic(action.integration()));
    return client
        .request(request)
        .compose(sent -> sent.send().compose(answer -> answer.body().map(answer)))
        .timeout(timeout, TimeUnit.SECONDS)
        .map(PlatformCalls::answered)
        .otherwise(PlatformCalls::failed)
        .onComplete(_ -> client.close());
  }

  private HttpClient client(boolean byPublicAuthority) {
    HeldCertificate shown = certificates.shown(byPublicAuthority);
    PemTrustOptions trust = new PemTrustOptions();
    certificates
        .trusted()
        .forEach(root -> trust.addCertValue(Buffer.buffer(HeldCertificate.pem(root))));
    HttpClientOptions options =
        new HttpClientOptions()
            .setTrustOptions(trust)
            .setKeyCertOptions(KeyCertOptions.wrap(InsistentKeys.of(shown.identity("platform"))));
    return vertx
        .httpClientBuilder()
        .with(options)
        .withConnectHandler(PlatformCalls::takeRefusals)
        .build();
  }

  /** A refusal after the handshake is told by the request, and need not be logged. */
  private static void takeRefusals(HttpConnection connection) {
    connection.exceptionHandler(_ -> {});
  }

  private static Outcome answered(HttpClientResponse answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new Outcome(status, "", "");
    }
    boolean unauthorized = status == 401 || status == 403;
    return new Outcome(
        status,
        unauthorized ? AUTHENTICATION : PROCESSING,
        "Request to backend service failed with status [" + status + "].");
  }

  private static Outcome failed(Throwable why) {
    if (why instanceof TimeoutException) {
      return new Outcome(504, PROCESSING, "Request to backend service timed out.");
    }
    return new Outcome(
        400, AUTHENTICATION, "Request to backend service failed: the TLS handshake was refused.");
  }
}
