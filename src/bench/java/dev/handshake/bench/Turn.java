package dev.handshake.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one contender did and used in one turn.
 *
 * @param handshakes full ones, confirmed where the contender confirms
 * @param wall how long it took
 * @param cpu user and system time of the contender's process
 * @param serverCpu user and system time of nginx meanwhile
 * @param resident bytes in RAM at the end, where the process outlives its turn
 * @param agent what only the agent tells of itself
 */
record Turn(
    long handshakes,
    Duration wall,
    Duration cpu,
    Duration serverCpu,
    OptionalLong resident,
    Optional<OfAgent> agent) {
  Turn {
    if (handshakes <= 0) {
      throw new IllegalArgumentException(
          "handshakes: " + handshakes + " (expected: at least one in a turn)");
    }
  }

  /**
   * Besides what is measured from outside.
   *
   * @param allocated bytes of garbage and lasting objects
   * @param lateP50 seconds between due and begun
   * @param lateP99 seconds between due and begun
   * @param failures reason to number of probes that failed, which a good turn has none of
   */
  record OfAgent(long allocated, double lateP50, double lateP99, Map<String, Long> failures) {
    OfAgent {
      failures = Map.copyOf(failures);
    }
  }

  double cpuMillis() {
    return millis(cpu) / handshakes;
  }

  double serverCpuMillis() {
    return millis(serverCpu) / handshakes;
  }

  double perSecond() {
    return handshakes * 1e3 / millis(wall);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
