package dev.handshake.cli;

import java.io.Console;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Colour on a terminal, and none elsewhere. */
enum Style {
  PLAIN,
  COLOURED;

  /** Coloured where standard output is a terminal whose user has not asked for none. */
  static Style ofTerminal() {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return terminal ? wanted(System::getenv) : PLAIN;
  }

  /**
   * What the user of a terminal wants: no colour where {@code NO_COLOR} is set to anything, or
   * where {@code TERM} is {@code dumb}.
   *
   * @param environment a variable's value by its name
   */
  static Style wanted(Function<String, @Nullable String> environment) {
    String refused = environment.apply("NO_COLOR");
    boolean plain =
        (refused != null && !refused.isEmpty()) || "dumb".equals(environment.apply("TERM"));
    return plain ? PLAIN : COLOURED;
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
