package dev.handshake.cli;

import dev.handshake.target.Endpoint;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ADDRESS of the command line: {@code host}, {@code host:port}, {@code [ipv6]:port}, a bare IPv6
 * address, or an https URL, of which host and port alone count. Without a port, 443 is meant.
 */
final class ProbeAddress {
  private static final String EXPECTED = "host, host:port, [ipv6]:port or https://host:port";
  private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://(.*)");
  private static final Pattern NO_PORT = Pattern.compile("[^:\\[\\]]*|\\[[^]]*]");

  private ProbeAddress() {}

  /**
   * Reads an address.
   *
   * @throws UsageException naming the text and what was expected
   */
  static Endpoint parse(String text) {
    String authority = authority(text);
    try {
      return Endpoint.parse(NO_PORT.matcher(authority).matches() ? authority + ":443" : authority);
    } catch (IllegalArgumentException wrong) {
      throw expected(text);
    }
  }

  private static String authority(String text) {
    String rest = text;
    Matcher url = SCHEME.matcher(text);
    if (url.matches()) {
      if (!url.group(1).toLowerCase(Locale.ROOT).equals("https")) {
        throw expected(text);
      }
      rest = url.group(2);
    }
    String host = rest.split("[/?#]", 2)[0];
    return Endpoint.literal(host).isPresent() && host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  private static UsageException expected(String text) {
    return new UsageException(
        "ADDRESS: " + text + " (expected: " + EXPECTED + ", port 1 to 65535)");
  }
}
