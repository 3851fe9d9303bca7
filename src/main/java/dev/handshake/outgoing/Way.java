package dev.handshake.outgoing;

import dev.handshake.target.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The way to a service: names are looked up by the agent's own resolver, a proxy's too, and stay
 * what is sent and verified.
 *
 * @param resolver a host's addresses
 * @param proxy an HTTP proxy, which then looks up the service's name itself
 */
public record Way(Function<String, Future<List<InetAddress>>> resolver, Optional<Endpoint> proxy) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** Where a request to a URL goes, one for each address, the best first; at least one. */
  public Future<List<RequestOptions>> to(URI url) {
    return proxy
        .map(via ->
            addresses(via.host())
                .map(each(address -> request(url).setProxyOptions(proxy(via, address)))))
        .orElseGet(() ->
            addresses(unbracketed(url.getHost()))
                .map(
                    each(address -> {
                      RequestOptions request = request(url);
                      return request.setServer(
                          SocketAddress.inetSocketAddress(request.getPort(), address));
                    })));
  }

  private static Function<List<String>, List<RequestOptions>> each(
      Function<String, RequestOptions> request) {
    return addresses -> addresses.stream().map(request).toList();
  }

  private static RequestOptions request(URI url) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new RequestOptions()
        .setHost(unbracketed(url.getHost()))
        .setPort(url.getPort() > 0 ? url.getPort() : tls ? HTTPS_PORT : HTTP_PORT)
        .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
        .setSsl(tls)
        .setFollowRedirects(false)
        .putHeader("User-Agent", "handshake-exporter");
  }

  private static ProxyOptions proxy(Endpoint proxy, String address) {
    return new ProxyOptions().setType(ProxyType.HTTP).setHost(address).setPort(proxy.port());
  }

  private Future<List<String>> addresses(String host) {
    return resolver
        .apply(host)
        .compose(addresses ->
            addresses.isEmpty()
                ? Future.failedFuture(new IOException("its name has no address"))
                : Future.succeededFuture(
                    addresses.stream().map(each -> unscoped(each.getHostAddress())).toList()));
  }

  private static String unscoped(String literal) {
    int scope = literal.indexOf('%');
    return scope < 0 ? literal : literal.substring(0, scope);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
