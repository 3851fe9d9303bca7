package dev.handshake.reason;

import java.util.Locale;

/**
 * The server's answer to our client certificate (RFC 8446, section 4.4.2.4; RFC 5246, section
 * 7.4.8).
 */
public enum Acceptance {
  /** The server sent no CertificateRequest. */
  NOT_REQUESTED,
  /** Proof came after our Finished. */
  CONFIRMED,
  /** The server refused our certificate or its absence. */
  REJECTED,
  /** The server stayed silent. */
  UNCONFIRMED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return word;
  }
}
