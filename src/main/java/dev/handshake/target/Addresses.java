package dev.handshake.target;

import java.util.Locale;

/** Which of a name's addresses are probed. */
public enum Addresses {
  /** The first, in the order of RFC 6724, that accepts a connection. */
  FIRST,
  /** Each of them, with a verdict, a breaker and a history of its own. */
  ALL;

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
