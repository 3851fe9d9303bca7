package dev.handshake.reason;

import java.util.Locale;

/** One yes-or-no question that is asked of each handshake. */
public enum Check {
  TRUST,
  NAME,
  VALIDITY,
  CHAIN_COMPLETE,
  CHAIN_ORDER,
  USAGE,
  STRENGTH,
  REVOCATION,
  PROTOCOL_POLICY,
  CIPHER_POLICY,
  ISSUER_POLICY,
  MTLS_ENFORCED,
  NOT_INTERCEPTED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return word;
  }
}
