package dev.handshake.cli;

import dev.handshake.web.WebSettings;

/** The option {@code --web.listen-address}. */
final class ListenAddress {
  private ListenAddress() {}

  static WebSettings parse(String text) {
    try {
      return WebSettings.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--web." + wrong.getMessage());
    }
  }
}
