package dev.handshake.cli;

import java.util.Locale;

/** Labelled lines under a heading, in which sentences are broken between words. */
final class Sheet {
  /** The longest line of sentences, in characters; a longer word stands alone and is not broken. */
  static final int WIDTH = 100;

  private static final int INDENT = 10;

  private final StringBuilder text = new StringBuilder();

  void heading(String line) {
    text.append(line).append('\n');
  }

  /** One line, as it stands. An empty label continues what stands above. */
  void line(String label, String content) {
    text.append(String.format(Locale.ROOT, "  %-8s", label)).append(content).append('\n');
  }

  /** Plain sentences, on as many lines as they need. */
  void sentences(String label, String content) {
    String beside = label;
    StringBuilder line = new StringBuilder();
    for (String word : content.split(" ")) {
      if (!line.isEmpty() && width(line) + 1 + width(word) > WIDTH - INDENT) {
        line(beside, line.toString());
        beside = "";
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    line(beside, line.toString());
  }

  static int width(CharSequence characters) {
    return Character.codePointCount(characters, 0, characters.length());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
