package dev.handshake.config;

/** Text of a file as it may be shown: escaped, and cut to a line's worth. */
final class Shown {
  private static final int MAX = 80;

  private Shown() {}

  static String quoted(String text) {
    return "\"" + plain(text).replace("\"", "\\\"") + "\"";
  }

  /** Words of a parser, which may be longer than a value. */
  static String line(String text) {
    return cut(text, 2 * MAX);
  }

  static String plain(String text) {
    return cut(text, MAX);
  }

  private static String cut(String text, int most) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(most).forEach(character -> append(shown, character));
    return text.codePointCount(0, text.length()) > most ? shown + "..." : shown.toString();
  }

  private static void append(StringBuilder shown, int character) {
    switch (character) {
      case '\n' -> shown.append("\\n");
      case '\t' -> shown.append("\\t");
      default -> {
        if (isVisible(character)) {
          shown.appendCodePoint(character);
        } else {
          for (char unit : Character.toChars(character)) {
            shown.append("\\u%04x".formatted((int) unit));
          }
        }
      }
    }
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
