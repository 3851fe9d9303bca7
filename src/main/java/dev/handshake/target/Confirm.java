package dev.handshake.target;

import java.util.Locale;

/** Whether success needs proof that the server let us in. */
public enum Confirm {
  IF_POSSIBLE,
  REQUIRED;

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
