package dev.handshake.metrics;

/**
 * Spells doubles as {@link Double#toString} does, and without making a string where they are what
 * metrics are: whole numbers, and times with milliseconds or nanoseconds.
 *
 * <p>A value that is the double nearest to a decimal of so few places has no shorter one: doubles
 * of its size lie closer together than decimals of so many places do.
 */
final class Decimal {
  private static final int[] PLACES = {0, 3, 9};
  private static final double[] SCALES = {1, 1e3, 1e9};

  /** Below these, a value of so many places has at most 15 digits. */
  private static final double[] LIMITS = {1e15, 1e12, 1e6};

  /** From here on, and below the other, an exponent is written. */
  private static final double LARGE = 1e7;

  private static final double SMALL = 1e-3;
  private static final long[] POWERS = powers();

  private Decimal() {}

  static void add(double value, TextBytes out) {
    if (value == (int) value && value < LARGE && value > 0) {
      out.number((long) value).add('.').add('0');
    } else if (Double.isInfinite(value)) {
      out.ascii(value > 0 ? "+Inf" : "-Inf");
    } else if (!few(value, out)) {
      out.ascii(Double.toString(value));
    }
  }

  /** Adds a value of few places; or nothing, if it has more. */
  private static boolean few(double value, TextBytes out) {
    double size = Math.abs(value);
    for (int kind = 0; kind < PLACES.length; kind++) {
      long digits = Math.round(size * SCALES[kind]);
      if (size < LIMITS[kind] && digits > 0 && digits / SCALES[kind] == size) {
        if (value < 0) {
          out.add('-');
        }
        add(size, digits, PLACES[kind], out);
        return true;
      }
    }
    return false;
  }

  private static void add(double size, long scaled, int scale, TextBytes out) {
    long digits = scaled;
    int places = scale;
    while (digits % 10 == 0) {
      digits /= 10;
      places--;
    }
    if (size < SMALL || size >= LARGE) {
      int more = length(digits) - 1;
      point(digits, more, out);
      out.add('E').number(more - places);
    } else {
      point(places < 0 ? digits * POWERS[-places] : digits, Math.max(places, 0), out);
    }
  }

  /** The digits with a point before so many of them, and at least one after it. */
  private static void point(long digits, int places, TextBytes out) {
    out.number(digits / POWERS[places]).add('.');
    long rest = digits % POWERS[places];
    for (int zeros = places - length(rest); zeros > 0; zeros--) {
      out.add('0');
    }
    out.number(rest);
  }

  private static int length(long digits) {
    int length = 1;
    while (digits >= POWERS[length]) {
      length++;
    }
    return length;
  }

  private static long[] powers() {
    long[] powers = new long[17];
    powers[0] = 1;
    for (int exponent = 1; exponent < powers.length; exponent++) {
      powers[exponent] = 10 * powers[exponent - 1];
    }
    return powers;
  }
}
