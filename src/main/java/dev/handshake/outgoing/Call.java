package dev.handshake.outgoing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param headers may bear secrets, as may the body: neither is ever shown
 * @param limit how long the whole may take, from the look-up of the name to the end of the body
 */
public record Call(
    HttpMethod method,
    URI url,
    Map<String, String> headers,
    Optional<Buffer> body,
    Duration limit) {
  public Call {
    headers = Map.copyOf(headers);
    if (!url.toString().matches("(?i)https?://.+") || url.getHost() == null) {
      throw new IllegalArgumentException(
          "url: " + url.getScheme() + " (expected: http:// or https:// with a host)");
    }
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: more than zero)");
    }
  }

  public static Call get(URI url, Duration limit) {
    return new Call(HttpMethod.GET, url, Map.of(), Optional.empty(), limit);
  }

  public static Call post(URI url, String contentType, Buffer body, Duration limit) {
    return new Call(
        HttpMethod.POST, url, Map.of("Content-Type", contentType), Optional.of(body), limit);
  }

  /** Whether it is to be made over TLS. */
  boolean isHttps() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /** The same with one more header. */
  public Call with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Call(method, url, more, body, limit);
  }

  /** Names method and host alone. */
  @Override
  public String toString() {
    return "Call[" + method + " " + url.getHost() + "]";
  }
}
