package dev.handshake.cli;

import java.util.Locale;

/**
 * One line of the report on a gateway.
 *
 * @param name a word; only {@code root}, {@code platform} and {@code client} may stand in a report
 *     more than once
 * @param text sentences without secrets, not yet escaped
 */
record GatewayCheck(String name, Result result, String text) {
  /** What came of a question. */
  enum Result {
    FINE,
    BAD,
    /** A fact that is neither, or a question that was not asked or not answered. */
    NOTED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static GatewayCheck of(String name, boolean fine, String text) {
    return new GatewayCheck(name, fine ? Result.FINE : Result.BAD, text);
  }

  static GatewayCheck noted(String name, String text) {
    return new GatewayCheck(name, Result.NOTED, text);
  }

  boolean bad() {
    return result == Result.BAD;
  }
}
