package dev.handshake.web;

import java.time.Duration;

/**
 * How many requests are answered.
 *
 * @param interval after which one more is
 * @param burst how many may be saved up
 */
public record RateLimit(Duration interval, int burst) {
  public RateLimit {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: more than zero)");
    }
    if (burst < 0) {
      throw new IllegalArgumentException("burst: " + burst + " (expected: at least 0)");
    }
  }
}
