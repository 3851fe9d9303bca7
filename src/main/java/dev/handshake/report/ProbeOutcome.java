package dev.handshake.report;

import java.util.Locale;

/** What became of a probe that was due. */
public enum ProbeOutcome {
  SUCCESS,
  FAILURE,
  /** Not sent, because the target's breaker is open. */
  SKIPPED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return word;
  }
}
