package dev.handshake.certificate;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Reads the facts of a certificate in the contract's spelling. */
final class CertificateReader {
  private CertificateReader() {}

  static Optional<CertificateFacts> read(X509Certificate certificate) {
    try {
      SubjectNames names = SubjectNames.of(certificate);
      return Optional.of(
          new CertificateFacts(
              certificate.getSubjectX500Principal().getName(X500Principal.RFC2253),
              certificate.getIssuerX500Principal().getName(X500Principal.RFC2253),
              serial(certificate),
              certificate.getNotBefore().toInstant(),
              certificate.getNotAfter().toInstant(),
              Fingerprint.sha256(certificate.getEncoded()),
              PublicKeyFacts.of(certificate.getPublicKey()).name(),
              certificate.getSigAlgName(),
              names.dnsNames(),
              names.ipAddresses(),
              Timestamps.embedded(certificate)));
    } catch (CertificateEncodingException | RuntimeException unreadable) {
      // Whatever a parser throws at hostile bytes, the certificate is what is wrong.
      return Optional.empty();
    }
  }

  static String serial(X509Certificate certificate) {
    String digits = certificate.getSerialNumber().abs().toString(16);
    return digits.length() % 2 == 0 ? digits : "0" + digits;
  }
}
