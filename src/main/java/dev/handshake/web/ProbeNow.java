package dev.handshake.web;

/** What became of the wish to probe a target at once. */
public enum ProbeNow {
  /** It is due now. */
  STARTED,
  /** There is no such target. */
  UNKNOWN,
  /** It was wished for less than ten seconds ago. */
  TOO_SOON
}
