package dev.handshake.target;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** Reads distinguished names in text (RFC 4514). */
public final class DistinguishedName {
  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)", Pattern.DOTALL);

  private DistinguishedName() {}

  /**
   * Reads a name whole. The JDK loses an attribute that a plus sign joins to a value with a
   * backslash at its end, unless that backslash is written in hexadecimal.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static X500Principal parse(String text) {
    return new X500Principal(
        ESCAPED
            .matcher(text)
            .replaceAll(pair ->
                Matcher.quoteReplacement(pair.group(1).equals("\\") ? "\\5C" : pair.group())));
  }
}
