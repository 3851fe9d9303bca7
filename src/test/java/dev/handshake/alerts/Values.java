package dev.handshake.alerts;

/** Samples of a series in promtool's notation. */
final class Values {
  private Values() {}

  /** A value so many times. */
  static String of(double value, int times) {
    return number(value) + "x" + (times - 1);
  }

  /** A value that grows with each of so many samples. */
  static String growing(double from, double by, int times) {
    return number(from) + "+" + number(by) + "x" + (times - 1);
  }

  /** The series ends, as at a scrape without it, for so many samples. */
  static String gone(int times) {
    return times == 1 ? "stale" : "stale _x" + (times - 1);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
