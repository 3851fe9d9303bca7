package dev.handshake.discovery;

import dev.handshake.target.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A URL that answers with targets. Over HTTPS whoever answers is always verified.
 *
 * @param url secret as a whole: a query may be a password
 * @param trust the trust store by which an HTTPS server is verified
 * @param identity what is shown to it when it asks
 * @param proxy an HTTP proxy on the way
 * @param refreshInterval from one answer to the next question
 */
public record TargetUrlSettings(
    URI url,
    String trust,
    Optional<String> identity,
    Optional<Endpoint> proxy,
    Duration refreshInterval) {
  /** How often is asked unless it is said otherwise. */
  public static final Duration REFRESH_INTERVAL = Duration.ofSeconds(60);

  /** The shortest interval. */
  public static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

  public TargetUrlSettings {
    if (refreshInterval.compareTo(LEAST_INTERVAL) < 0) {
      throw new IllegalArgumentException(
          "refresh_interval: " + refreshInterval + " (expected: at least " + LEAST_INTERVAL + ")");
    }
  }

  /** Whether it is reached over TLS. */
  public boolean isHttps() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /** Names the host and nothing more of the URL. */
  @Override
  public String toString() {
    return "TargetUrlSettings[%s, %s, %s, %s, %s]"
        .formatted(url.getHost(), trust, identity, proxy, refreshInterval);
  }
}
