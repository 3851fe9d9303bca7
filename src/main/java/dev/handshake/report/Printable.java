package dev.handshake.report;

/**
 * Text from strangers as it may be shown: on one line, and without characters that act on a
 * terminal or hide and reorder what stands beside them (Unicode Standard Annex 9).
 */
public final class Printable {
  private static final int REPLACEMENT = 0xfffd;

  private Printable() {}

  /** The text with each such character written as backslash, u and four hexadecimal digits. */
  public static String of(String text) {
    if (isPlain(text) || text.codePoints().noneMatch(Printable::acts)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(codePoint -> append(shown, codePoint));
    return shown.toString();
  }

  /**
   * The text with U+FFFD in place of each half of a surrogate pair without its other half, which
   * JSON can write and its readers refuse. A BMPString in a certificate may hold one.
   */
  public static String whole(String text) {
    if (isPlain(text) || text.codePoints().noneMatch(Printable::isHalf)) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .forEach(codePoint -> whole.appendCodePoint(isHalf(codePoint) ? REPLACEMENT : codePoint));
    return whole.toString();
  }

  private static boolean isHalf(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  /** Whether it is visible ASCII and spaces, as most text is. */
  private static boolean isPlain(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (text.charAt(index) < ' ' || text.charAt(index) > '~') {
        return false;
      }
    }
    return true;
  }

  /** The same, cut at a number of characters. */
  public static String cut(String text, int limit) {
    String shown = of(text.length() > limit ? text.substring(0, limit) : text);
    if (shown.length() <= limit) {
      return shown;
    }
    return shown.substring(
        0, Character.isHighSurrogate(shown.charAt(limit - 1)) ? limit - 1 : limit);
  }

  /** Whether a character does anything but show itself. */
  static boolean acts(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** One UTF-16 unit as an escape that JSON and people read alike. */
  static String escape(int unit) {
    return String.format("\\u%04x", unit);
  }

  private static void append(StringBuilder shown, int codePoint) {
    if (!acts(codePoint)) {
      shown.appendCodePoint(codePoint);
      return;
    }
    for (char unit : Character.toChars(codePoint)) {
      shown.append(escape(unit));
    }
  }
}
