package dev.handshake.certificate;

/**
 * How the authority key identifier of a certificate and the subject key identifier of a possible
 * issuer compare (RFC 5280, sections 4.2.1.1 and 4.2.1.2), the best first.
 */
enum KeyMatch {
  SAME,
  UNTOLD,
  DIFFERENT
}
