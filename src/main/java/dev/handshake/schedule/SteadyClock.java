package dev.handshake.schedule;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that is set once and then only goes forward, so that a correction of the system's time
 * neither empties the schedule nor floods it.
 */
public final class SteadyClock implements InstantSource {
  private final Instant start;
  private final LongSupplier nanos;
  private final long startNanos;

  SteadyClock(Instant start, LongSupplier nanos) {
    this.start = start;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
  }

  /** A clock that shows {@code start} now. */
  public static SteadyClock startingAt(Instant start) {
    return new SteadyClock(start, System::nanoTime);
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - startNanos);
  }
}
