package dev.handshake.cli;

import java.io.Console;
import java.util.Optional;

/** Colour on a terminal, and none elsewhere. */
enum Style {
  PLAIN,
  COLOURED;

  /** Coloured where standard output is a terminal that has not asked for none. */
  static Style ofTerminal() {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    boolean wanted = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    return terminal && wanted ? COLOURED : PLAIN;
  }

  String good(String text) {
    return colour("32", text);
  }

  String warn(String text) {
    return colour("33", text);
  }

  String bad(String text) {
    return colour("1;31", text);
  }

  private String colour(String code, String text) {
    return switch (this) {
      case PLAIN -> text;
      case COLOURED -> "\u001b[" + code + "m" + text + "\u001b[0m";
    };
  }
}
