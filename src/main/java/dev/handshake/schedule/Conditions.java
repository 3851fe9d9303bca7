package dev.handshake.schedule;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * Under what conditions tasks are run.
 *
 * @param loop where the schedule does its work and the cycle is called
 * @param clock one that never goes back
 * @param inFlight how many tasks may run at once, at least 1
 * @param keepsUp whether the event loops do; while not, nothing starts but one task at a time
 */
public record Conditions(
    Loop loop,
    InstantSource clock,
    int inFlight,
    BooleanSupplier keepsUp,
    ScheduleListener listener) {
  public Conditions {
    if (inFlight < 1) {
      throw new IllegalArgumentException("inFlight: " + inFlight + " (expected: at least 1)");
    }
  }
}
