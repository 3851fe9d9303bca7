package dev.handshake.probe;

import java.time.Duration;

/** The moment by which the whole probe must have ended, on the monotonic clock. */
record Deadline(long nanoTime) {
  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** How long a phase may take that is allowed {@code most}; never negative. */
  long nanosFor(Duration most) {
    return Math.max(0, Math.min(most.toNanos(), nanoTime - System.nanoTime()));
  }
}
