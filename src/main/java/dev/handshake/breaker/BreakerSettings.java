package dev.handshake.breaker;

import java.time.Duration;

/**
 * When a target's breaker opens and for how long.
 *
 * @param failures how many consecutive failed probes open it, at least 1
 * @param window how far apart those may be due
 * @param openFor how long it first stays open
 * @param maxOpenFor the most it grows to, by doubling per failed trial
 */
public record BreakerSettings(
    int failures, Duration window, Duration openFor, Duration maxOpenFor) {
  public static final BreakerSettings DEFAULT =
      new BreakerSettings(2, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(5));

  public BreakerSettings {
    require(failures >= 1, "breaker.failures: " + failures + " (expected: at least 1)");
    require(window.isPositive(), "breaker.window: " + window + " (expected: more than zero)");
    require(openFor.isPositive(), "breaker.open_for: " + openFor + " (expected: more than zero)");
    require(
        maxOpenFor.compareTo(openFor) >= 0,
        "breaker.max_open_for: " + maxOpenFor + " (expected: at least open_for, " + openFor + ")");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
