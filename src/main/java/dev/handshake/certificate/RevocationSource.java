package dev.handshake.certificate;

import java.util.Locale;

/** Who was asked whether a certificate is revoked. */
public enum RevocationSource {
  /** The OCSP answer that the server sent with its certificate (RFC 6066, section 8). */
  STAPLE,
  /** A revocation list (RFC 5280, section 5). */
  CRL,
  /** The certificate's OCSP responder (RFC 6960). */
  OCSP;

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
