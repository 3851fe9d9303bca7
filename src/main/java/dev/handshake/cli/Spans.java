package dev.handshake.cli;

import java.time.Duration;
import java.util.Locale;

/** Spans of time as a person reads them. */
final class Spans {
  private Spans() {}

  /** A measured duration, in milliseconds or seconds with two or three digits that matter. */
  static String measured(Duration duration) {
    double milliseconds = duration.toNanos() / 1e6;
    if (milliseconds >= 999.5) {
      return String.format(Locale.ROOT, "%.2f s", milliseconds / 1000);
    }
    int decimals = milliseconds < 1 ? 2 : milliseconds < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f ms", milliseconds);
  }

  /** What is left or gone, in whole days, and in hours within the last one. */
  static String days(Duration duration) {
    long days = duration.toDays();
    if (days == 0) {
      return duration.toHours() == 0 ? "less than an hour" : duration.toHours() + " h";
    }
    return days == 1 ? "1 day" : days + " days";
  }
}
