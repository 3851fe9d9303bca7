package dev.handshake.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * How many tasks may start now, so that what piled up during a stall starts in a steady flow rather
 * than in one instant. It is a bucket of starts that fills with time.
 */
final class Pace {
  /** Starts in one instant: a few milliseconds of work for one core. */
  static final int BURST = 32;

  /** How long an empty bucket takes to fill: 3200 starts a second, 96,000 targets every 30 s. */
  static final Duration REFILL = Duration.ofMillis(10);

  private double starts = BURST;
  private Instant filled;

  Pace(Instant now) {
    this.filled = now;
  }

  int available(Instant now) {
    double share = (double) Duration.between(filled, now).toNanos() / REFILL.toNanos();
    starts = Math.min(BURST, starts + Math.max(0, share) * BURST);
    filled = now;
    return (int) starts;
  }

  void spend(int count) {
    starts -= count;
  }
}
