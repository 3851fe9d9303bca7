package dev.handshake.reason;

import java.util.Locale;

/** The phases of one probe, in the order in which they are passed. */
public enum Phase {
  RESOLVE,
  CONNECT,
  PROXY,
  STARTTLS,
  HANDSHAKE,
  CONFIRM,
  REQUEST;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return word;
  }
}
