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
}
