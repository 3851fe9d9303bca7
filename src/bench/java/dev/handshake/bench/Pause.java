package dev.handshake.bench;

import java.time.Duration;
import java.time.Instant;

/** Time that passes while others work. */
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", interrupted);
    }
  }

  /** Until an instant, which may have passed. */
  static void until(Instant instant) {
    Duration left = Duration.between(Instant.now(), instant);
    if (left.isPositive()) {
      of(left);
    }
  }
}
