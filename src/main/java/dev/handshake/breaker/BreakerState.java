package dev.handshake.breaker;

import java.util.Locale;

/** Whether a breaker lets probes through. */
public enum BreakerState {
  /** Every probe goes through. */
  CLOSED,
  /** None does, until the time for a trial has come. */
  OPEN,
  /** One trial is under way. */
  HALF_OPEN;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return word;
  }
}
