package dev.handshake.cli;

import dev.handshake.web.WebSettings;

/** The option {@code --web.listen-address}. */
final class ListenAddress {
  private ListenAddress() {}

  static WebSettings parse(String text) {
    try {
      return WebSettings.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(
          "--web.listen-address: "
              + text
              + " (expected: host:port, [ipv6]:port or :port, port 0 to 65535)");
    }
  }

  /** The address as a browser on this machine takes it, once the port is known. */
  static String url(WebSettings address, int port) {
    String host =
        switch (address.host()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> address.host();
        };
    return address.scheme()
        + "://"
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + port;
  }
}
