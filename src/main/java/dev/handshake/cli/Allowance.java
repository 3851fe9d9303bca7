package dev.handshake.cli;

import java.time.Duration;

/** How much may be said of something: so many lines at once, and one more each while. */
final class Allowance {
  private final long between;
  private final long atOnce;
  private long used;
  private boolean begun;

  /**
   * All of it is there at first.
   *
   * @param atOnce lines that may come together
   * @param between two lines in the long run
   */
  Allowance(int atOnce, Duration between) {
    this.between = between.toNanos();
    this.atOnce = this.between * (atOnce - 1);
  }

  /** Whether a line may be said now, by a clock that only goes forward. */
  boolean allows(long nanos) {
    return !begun || used - nanos <= atOnce;
  }

  void take(long nanos) {
    used = (isWhole(nanos) ? nanos : used) + between;
    begun = true;
  }

  /** Whether all of it is there, as at first. */
  boolean isWhole(long nanos) {
    return !begun || used - nanos <= 0;
  }
}
