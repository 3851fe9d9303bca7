package dev.handshake.reason;

import java.util.Locale;

/** Who has to act on a failure. */
public enum Party {
  NETWORK,
  SERVER,
  CLIENT,
  AUTHORITY,
  INTERCEPTOR,
  AGENT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return word;
  }
}
