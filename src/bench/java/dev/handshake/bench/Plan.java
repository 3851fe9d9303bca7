package dev.handshake.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How large the benchmark is.
 *
 * @param jar the agent
 * @param output where the reports and everything else go
 * @param rounds how often each contender has its turn
 * @param window how long a turn is measured
 * @param rate handshakes a second that the agent's schedule asks for
 * @param idleTargets how many targets the agent holds where its memory is measured; 0 for none
 * @param javaOptions options of the agent's Java machine
 */
record Plan(
    Path jar,
    Path output,
    int rounds,
    Duration window,
    int rate,
    int idleTargets,
    List<String> javaOptions) {
  /** How long the agent runs before it is measured: the time that the compiler takes. */
  static final Duration WARM_UP = Duration.ofSeconds(60);

  /**
   * How long the agent runs after a pause before it is measured: what was due meanwhile is done.
   */
  static final Duration SETTLE = Duration.ofSeconds(6);

  /** From one probe of a target to the next. */
  static final Duration INTERVAL = Duration.ofSeconds(4);

  Plan {
    requirePositive("rounds", rounds);
    requirePositive("rate", rate);
    requirePositive("seconds", window.toSeconds());
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * Reads the command line.
   *
   * @param arguments jar, output directory, rounds, seconds, rate, idle targets, Java options
   * @throws IllegalArgumentException if it is not as expected
   */
  static Plan of(String... arguments) {
    if (arguments.length < 6) {
      throw new IllegalArgumentException(
          "arguments: %d (expected: JAR OUTPUT ROUNDS SECONDS RATE IDLE_TARGETS [OPTION...])"
              .formatted(arguments.length));
    }
    return new Plan(
        Path.of(arguments[0]).toAbsolutePath(),
        Path.of(arguments[1]).toAbsolutePath(),
        Integer.parseInt(arguments[2]),
        Duration.ofSeconds(Integer.parseInt(arguments[3])),
        Integer.parseInt(arguments[4]),
        Integer.parseInt(arguments[5]),
        List.of(arguments).subList(6, arguments.length).stream()
            .flatMap(option -> List.of(option.trim().split("\\s+")).stream())
            .filter(option -> !option.isEmpty())
            .toList());
  }

  /** The same with other options of the agent's Java machine. */
  Plan with(List<String> otherOptions) {
    return new Plan(jar, output, rounds, window, rate, idleTargets, otherOptions);
  }

  /** How many targets ask for the rate. */
  int busyTargets() {
    return Math.toIntExact(rate * INTERVAL.toSeconds());
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }
}
