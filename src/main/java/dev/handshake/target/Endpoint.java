package dev.handshake.target;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host and a port. The host is an IPv4 or IPv6 literal, or a DNS name in ASCII (RFC 5890) and
 * lower case, without a trailing dot.
 *
 * @param host an IP literal without brackets, or a DNS name
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
  private static final int LONGEST_NAME = 253;
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

  public Endpoint {
    host = hostOf(host);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
  }

  /**
   * Reads {@code host:port}, {@code [ipv6]:port} or a name with characters beyond ASCII.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      throw expected(text, "host:port, the port is missing");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      if (!IPV6.matcher(host).matches()) {
        throw expected(text, "an IPv6 address between the brackets, as in [2001:db8::1]:443");
      }
    } else if (host.indexOf(':') >= 0) {
      throw expected(text, "an IPv6 address in brackets, as in [2001:db8::1]:443");
    }
    return new Endpoint(host, port(text, text.substring(colon + 1)));
  }

  /** The host as an address, if it is an IP literal; never a look-up. */
  public Optional<InetAddress> address() {
    return literal(host);
  }

  /** Reads an IP literal; empty for anything else, and never looks a name up. */
  public static Optional<InetAddress> literal(String text) {
    if (!IPV6.matcher(text).matches() && !isIpv4(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException notALiteral) {
      return Optional.empty();
    }
  }

  /** {@code host:port}, with brackets around an IPv6 literal. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * A host as it is compared and sent: an IP literal, or a DNS name in ASCII and lower case.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static String hostOf(String text) {
    if (literal(text).isPresent()) {
      return text.toLowerCase(Locale.ROOT);
    }
    String name = ascii(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    if (!NAME.matcher(name).matches() || DIGITS.matcher(name).matches()) {
      throw expected(text, "a DNS name or an IP address");
    }
    return name;
  }

  private static String ascii(String name) {
    // Above some length the JDK throws what it does not declare.
    if (name.length() > LONGEST_NAME) {
      throw expected(name, "a DNS name or an IP address");
    }
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException malformed) {
      throw expected(name, "a DNS name or an IP address");
    }
  }

  private static boolean isIpv4(String text) {
    var matcher = IPV4.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    for (int group = 1; group <= 4; group++) {
      if (Integer.parseInt(matcher.group(group)) > 255) {
        return false;
      }
    }
    return true;
  }

  private static int port(String text, String digits) {
    if (!PORT.matcher(digits).matches()) {
      throw expected(text, "a port from 1 to 65535 after the last colon");
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException expected(String text, String what) {
    return new IllegalArgumentException("address: " + text + " (expected: " + what + ")");
  }
}
