package dev.handshake.soak;

import dev.handshake.config.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is asked of a soak.
 *
 * @param jar the agent
 * @param output where everything goes that is written
 * @param time how long it lasts
 * @param interval from one probe of a target to the next
 * @param row from one row of the table to the next
 * @param reload whether files are changed under the agent, which must know POST /-/reload
 */
record Order(
    Path jar, Path output, Duration time, Duration interval, Duration row, boolean reload) {
  /**
   * Reads the command line.
   *
   * @param arguments each {@code name=value}: jar, output, time, interval, row and reload
   * @throws IllegalArgumentException if it is not as expected
   */
  static Order of(String... arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String argument : arguments) {
      int at = argument.indexOf('=');
      if (at < 0) {
        throw new IllegalArgumentException("argument: " + argument + " (expected: name=value)");
      }
      given.put(argument.substring(0, at), argument.substring(at + 1));
    }
    Order order =
        new Order(
            Path.of(taken(given, "jar")).toAbsolutePath(),
            Path.of(taken(given, "output")).toAbsolutePath(),
            duration(given, "time"),
            duration(given, "interval"),
            duration(given, "row"),
            Boolean.parseBoolean(taken(given, "reload")));
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          "arguments: %s (expected: jar, output, time, interval, row, reload)"
              .formatted(given.keySet()));
    }
    return order;
  }

  private static Duration duration(Map<String, String> given, String name) {
    String text = taken(given, name);
    return Durations.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s: %s (expected: a duration such as 2h)".formatted(name, text)));
  }

  private static String taken(Map<String, String> given, String name) {
    String value = given.remove(name);
    if (value == null) {
      throw new IllegalArgumentException(name + ": none (expected: " + name + "=VALUE)");
    }
    return value;
  }
}
