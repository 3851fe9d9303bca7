package dev.handshake.genesys;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From where a service of the platform calls.
 *
 * @param count how many ranges there are
 * @param sha256 over the sorted ranges, a line each
 * @param lastChange when another set was first seen; empty until one was
 */
public record IpRanges(String service, int count, String sha256, Optional<Instant> lastChange) {
  /** The same, seen after what was known of the service; a first sight is no change. */
  IpRanges after(@Nullable IpRanges before, Instant now) {
    if (before == null) {
      return this;
    }
    return new IpRanges(
        service,
        count,
        sha256,
        before.sha256.equals(sha256) ? before.lastChange : Optional.of(now));
  }
}
