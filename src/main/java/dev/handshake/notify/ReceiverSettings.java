package dev.handshake.notify;

import dev.handshake.target.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where notifications are posted to. Over HTTPS the receiver is always verified.
 *
 * @param url secret as a whole: many a webhook's path is its password
 * @param trust the trust store by which an HTTPS receiver is verified
 * @param identity what is shown to it when it asks
 * @param proxy an HTTP proxy on the way
 */
public record ReceiverSettings(
    URI url, String trust, Optional<String> identity, Optional<Endpoint> proxy) {
  private static final String EXPECTED =
      "an http:// or https:// URL with a host, without user, password and fragment";

  /**
   * Reads the URL of a receiver.
   *
   * @throws IllegalArgumentException with what was expected; what was given is not shown
   */
  public static URI url(String text) {
    URI url = parsed(text);
    boolean web = "http".equalsIgnoreCase(url.getScheme()) || isHttps(url);
    if (!web
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null
        || url.getPort() == 0
        || url.getPort() > 65_535) {
      throw refused();
    }
    return url;
  }

  /** Whether it is reached over TLS. */
  public static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /** The receiver's host alone, which is no secret. */
  String host() {
    return url.getHost();
  }

  /** The same receiver, at a path below that of its URL. */
  ReceiverSettings at(String path) {
    String base = url.getRawPath() == null ? "" : url.getRawPath();
    String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    URI other =
        URI.create(url.getScheme() + "://" + url.getRawAuthority() + trimmed + path + query);
    return new ReceiverSettings(other, trust, identity, proxy);
  }

  /** Names the host and nothing more of the URL. */
  @Override
  public String toString() {
    return "ReceiverSettings[" + host() + ", " + trust + ", " + identity + ", " + proxy + "]";
  }

  private static URI parsed(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException malformed) {
      throw refused();
    }
  }

  private static IllegalArgumentException refused() {
    return new IllegalArgumentException("url: (expected: " + EXPECTED + ")");
  }
}
