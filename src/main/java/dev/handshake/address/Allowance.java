package dev.handshake.address;

import java.util.Locale;
import java.util.Optional;

/**
 * What an operator allows to be dialled although it is no public address: a range of addresses, or
 * a host by its name, wherever that leads.
 */
public record Allowance(Optional<Network> network, Optional<String> host) {
  private static final String HOST = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_-]+)*\\.?";

  /**
   * Reads an allowance such as {@code 10.0.0.0/8} or {@code ocsp.corp.example.com}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Allowance parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean numeric =
        lower.indexOf('/') >= 0 || lower.indexOf(':') >= 0 || lower.matches("[0-9.]+");
    if (numeric) {
      return new Allowance(Optional.of(Network.parse(lower)), Optional.empty());
    }
    if (lower.length() > 253 || !lower.matches(HOST)) {
      throw new IllegalArgumentException(
          "allowance: " + text + " (expected: such as 10.0.0.0/8 or ocsp.corp.example.com)");
    }
    return new Allowance(Optional.empty(), Optional.of(lower));
  }
}
