package dev.handshake.schedule;

import java.time.Duration;

/**
 * Hears how well the schedule is kept. Called on the schedule's loop: quick, and never blocking.
 */
public interface ScheduleListener {
  /** Hears nothing. */
  ScheduleListener NONE = new ScheduleListener() {};

  /** A task was started, this much later than it was due. */
  default void started(String task, Duration lateness) {}

  /** Regular times of a task passed while it was still running or waiting to start. */
  default void missed(String task, long times) {}
}
