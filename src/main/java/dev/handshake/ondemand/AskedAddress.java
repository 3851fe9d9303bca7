package dev.handshake.ondemand;

import dev.handshake.report.Printable;
import dev.handshake.target.Endpoint;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a probe was asked for, by address.
 *
 * @param path of a URL, query included and fragment left out; empty where it has none
 * @param isUrl whether it was a URL, whose scheme says that HTTP is meant
 */
public record AskedAddress(Endpoint endpoint, Optional<String> path, boolean isUrl) {
  private static final String EXPECTED =
      "a configured target's name, host:port, [ipv6]:port or an https:// URL without credentials";
  private static final int LONGEST = 2048;
  private static final int SHOWN = 200;
  private static final int HTTPS_PORT = 443;
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e\\x{a0}-\\x{10ffff}]+");
  private static final Pattern URL =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?#]*)([^#]*)(#.*)?");
  private static final Pattern NO_PORT = Pattern.compile("[^:\\[\\]]+|\\[[^]]*]");
  private static final Pattern PATH = Pattern.compile("/[!-~]*");

  /**
   * Reads a {@code host:port} or an {@code https://} URL.
   *
   * @throws IllegalArgumentException showing a part of the text, never credentials, and what was
   *     expected
   */
  public static AskedAddress parse(String text) {
    if (text.length() > LONGEST || !VISIBLE.matcher(text).matches()) {
      throw expected(text);
    }
    Matcher url = URL.matcher(text);
    if (url.matches()) {
      return url(text, url);
    }
    if (text.indexOf('@') >= 0) {
      throw expected(text);
    }
    return new AskedAddress(endpoint(text, text), Optional.empty(), false);
  }

  private static AskedAddress url(String text, Matcher url) {
    String authority = url.group(2);
    if (authority.indexOf('@') >= 0) {
      throw expected(text);
    }
    if (!url.group(1).toLowerCase(Locale.ROOT).equals("https")) {
      throw expected(text);
    }
    boolean plain = NO_PORT.matcher(authority).matches();
    Endpoint endpoint = endpoint(text, plain ? authority + ":" + HTTPS_PORT : authority);
    return new AskedAddress(endpoint, path(text, url.group(3)), true);
  }

  private static Optional<String> path(String text, String rest) {
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    String path = rest.startsWith("/") ? rest : "/" + rest;
    if (!PATH.matcher(path).matches()) {
      throw expected(text);
    }
    return Optional.of(path);
  }

  private static Endpoint endpoint(String text, String authority) {
    try {
      return Endpoint.parse(authority);
    } catch (IllegalArgumentException malformed) {
      throw expected(text);
    }
  }

  /** What is malformed may have credentials anywhere. */
  private static IllegalArgumentException expected(String text) {
    String shown = text.indexOf('@') >= 0 ? "(hidden)" : Printable.cut(text, SHOWN);
    return new IllegalArgumentException("target: %s (expected: %s)".formatted(shown, EXPECTED));
  }
}
