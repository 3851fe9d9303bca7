package dev.handshake.cli;

import dev.handshake.config.Durations;
import dev.handshake.target.Endpoint;
import java.time.Duration;

/** What several commands read from an option's text. */
final class OptionValue {
  private OptionValue() {}

  /**
   * A duration of more than zero.
   *
   * @param examples of what may be given
   * @throws UsageException naming the option, the text and the examples
   */
  static Duration duration(String option, String text, String examples) {
    return Durations.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(() ->
            new UsageException(
                "%s: %s (expected: a duration such as %s)".formatted(option, text, examples)));
  }

  /**
   * The value of {@code --server-name}.
   *
   * @throws UsageException naming the text
   */
  static String serverName(String text) {
    try {
      return Endpoint.hostOf(text);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(
          "--server-name: " + text + " (expected: a DNS name or an IP address)");
    }
  }
}
