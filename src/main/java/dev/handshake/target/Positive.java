package dev.handshake.target;

import java.time.Duration;

/** The check that a duration is longer than nothing. */
final class Positive {
  private Positive() {}

  static void require(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + ": " + duration + " (expected: more than zero)");
    }
  }
}
