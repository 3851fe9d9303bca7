package dev.handshake.schedule;

/**
 * How many probes may run at once.
 *
 * @param maxInFlight at least 1
 */
public record ScheduleSettings(int maxInFlight) {
  public static final ScheduleSettings DEFAULT = new ScheduleSettings(2000);

  public ScheduleSettings {
    if (maxInFlight < 1) {
      throw new IllegalArgumentException(
          "max_in_flight: " + maxInFlight + " (expected: at least 1)");
    }
  }

  /**
   * How many probes may really run at once: never more than half the file descriptors, since each
   * takes at least one and the rest of the agent needs its own.
   *
   * @param descriptors how many the process may open
   */
  public int inFlight(long descriptors) {
    return Math.clamp(descriptors / 2, 1, maxInFlight);
  }
}
