package dev.handshake.report;

import dev.handshake.breaker.BreakerState;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a target's breaker stands.
 *
 * @param failures how many probes in a row have failed in a way that counts
 * @param until when the next trial is due; present while the breaker is open
 */
public record TargetStatus(BreakerState state, int failures, Optional<Instant> until) {
  /** A target that has not been probed, or whose last probe was a success. */
  public static final TargetStatus CLOSED =
      new TargetStatus(BreakerState.CLOSED, 0, Optional.empty());

  public TargetStatus {
    if (failures < 0) {
      throw new IllegalArgumentException("failures: " + failures + " (expected: at least 0)");
    }
  }
}
