package dev.handshake.target;

/**
 * Who is asked whether a certificate was revoked. What goes out to the network is opt-in.
 *
 * @param staple the OCSP answer that the server sends along (RFC 6066, section 8)
 * @param crl the lists that certificates name (RFC 5280, section 4.2.1.13); lists from the trust
 *     store's files are always looked at
 * @param ocsp the responders that certificates name (RFC 6960)
 */
public record RevocationSources(boolean staple, boolean crl, boolean ocsp) {
  /** The staple alone. */
  public static final RevocationSources DEFAULT = new RevocationSources(true, false, false);
}
