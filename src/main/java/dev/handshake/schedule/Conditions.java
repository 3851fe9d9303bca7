package dev.handshake.schedule;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Under what conditions tasks are run.
 *
 * @param loop where the schedule does its work and the cycle is called
 * @param clock one that never goes back
 * @param inFlight how many tasks may run at once, at least 1; asked whenever one might start
 * @param keepsUp whether the event loops do; while not, nothing starts but one task at a time
 */
public record Conditions(
    Loop loop,
    InstantSource clock,
    IntSupplier inFlight,
    BooleanSupplier keepsUp,
    ScheduleListener listener) {
  /** Conditions under which the number of tasks never changes. */
  public Conditions(
      Loop loop,
      InstantSource clock,
      int inFlight,
      BooleanSupplier keepsUp,
      ScheduleListener listener) {
    this(loop, clock, () -> inFlight, keepsUp, listener);
    if (inFlight < 1) {
      throw new IllegalArgumentException("inFlight: " + inFlight + " (expected: at least 1)");
    }
  }
}
