package dev.handshake.reason;

/**
 * One thing that is wrong or remarkable about a probe: either a reason for failure or a mere
 * remark.
 */
public sealed interface Finding permits Reason, Remark {
  /** The word of the contract, in lower case with underscores. */
  String word();
}
