package dev.handshake.outgoing;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An answer, whatever its status.
 *
 * @param headers by name, whatever the case
 * @param body may bear a secret, and is never shown
 */
public record Reply(int status, MultiMap headers, Buffer body) {
  /** Whether the status says that all went well (RFC 9110, section 15.3). */
  public boolean isFine() {
    return status >= 200 && status < 300;
  }

  /** The first header of that name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** How long the service wishes to be left alone. */
  public Optional<Duration> retryAfter(Instant now) {
    return RetryAfter.of(headers.get("Retry-After"), now);
  }

  @Override
  public String toString() {
    return "Reply[" + status + ", " + body.length() + " bytes]";
  }
}
