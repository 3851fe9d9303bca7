package dev.handshake.notify;

import java.util.Locale;

/** What became of a notification. One that newer news overtook is none of these. */
public enum Outcome {
  /** The receiver has taken it. */
  DELIVERED,
  /** It was refused, or was not taken for as often as it was tried. */
  FAILED,
  /** It was not tried, as too many others wait. */
  DROPPED;

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
