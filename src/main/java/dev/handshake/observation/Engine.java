package dev.handshake.observation;

import java.util.Locale;

/** The TLS implementation that made a handshake. */
public enum Engine {
  /** The main one. */
  BORINGSSL,
  /**
   * The second one, with wider signatures and finite-field groups, and where natives do not load.
   */
  JDK;

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
