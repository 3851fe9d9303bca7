package dev.handshake.certificate;

import java.security.cert.X509Certificate;

/**
 * What one source says of one certificate.
 *
 * @param position of the certificate on its path; the leaf is 0
 * @param subject of the certificate, escaped and cut
 */
public record RevocationEvidence(
    RevocationSource source, int position, String subject, RevocationStatus status) {
  /** Evidence about a certificate that stands at a position of its path. */
  public static RevocationEvidence of(
      RevocationSource source, int position, X509Certificate certificate, RevocationStatus status) {
    return new RevocationEvidence(source, position, Shown.name(certificate), status);
  }
}
