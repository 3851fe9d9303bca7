package dev.handshake.ondemand;

import dev.handshake.report.Printable;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long a probe may take, so that whoever asked still hears of it. */
final class Patience {
  /** What the answer needs to be written and read, by blackbox_exporter's example. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private static final int NANOS = 9;
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,18})?");

  private Patience() {}

  /**
   * The time for a probe: what the asker waits less half a second, or half of what it waits where
   * that is a second or less; never more than the module's own.
   *
   * @param scrapeTimeout seconds; empty or 0 where the asker sets no limit
   * @throws IllegalArgumentException if it is no number of seconds
   */
  static Duration of(Optional<String> scrapeTimeout, Duration own) {
    Duration waits = scrapeTimeout.map(Patience::seconds).orElse(Duration.ZERO);
    if (waits.isZero()) {
      return own;
    }
    Duration half = waits.dividedBy(2);
    Duration margin = half.compareTo(MARGIN) < 0 ? half : MARGIN;
    Duration within = waits.minus(margin);
    return within.compareTo(own) < 0 ? within : own;
  }

  private static Duration seconds(String text) {
    if (!SECONDS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "Failed to parse timeout from Prometheus header: %s (expected: seconds, such as 9.5)"
              .formatted(Printable.cut(text, 64)));
    }
    int point = text.indexOf('.');
    Duration whole =
        Duration.ofSeconds(Long.parseLong(point < 0 ? text : text.substring(0, point)));
    String fraction = point < 0 ? "" : text.substring(point + 1);
    String nanos = (fraction + "0".repeat(NANOS)).substring(0, NANOS);
    return whole.plusNanos(Long.parseLong(nanos));
  }
}
