package dev.handshake.preamble;

/** What a peer said as it may be shown: escaped, cut and in quotation marks. */
final class Quoted {
  private static final int LONGEST = 160;

  private Quoted() {}

  /**
   * Quotes text that holds one character for each byte.
   *
   * @return in ASCII, with everything else as escapes
   */
  static String of(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.chars().limit(LONGEST).forEach(octet -> append(shown, octet));
    return shown.append(text.length() > LONGEST ? "...\"" : "\"").toString();
  }

  private static void append(StringBuilder shown, int octet) {
    switch (octet) {
      case '\r' -> shown.append("\\r");
      case '\n' -> shown.append("\\n");
      case '"', '\\' -> shown.append('\\').append((char) octet);
      default -> {
        if (octet >= 0x20 && octet < 0x7f) {
          shown.append((char) octet);
        } else {
          shown.append("\\x%02x".formatted(octet));
        }
      }
    }
  }
}
