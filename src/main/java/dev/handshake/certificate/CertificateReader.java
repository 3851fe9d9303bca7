package dev.handshake.certificate;

import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1OctetString;
import org.jspecify.annotations.Nullable;

/** Reads the facts of a certificate in the contract's spelling. */
final class CertificateReader {
  private static final String EMBEDDED_TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";

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
              timestamps(certificate.getExtensionValue(EMBEDDED_TIMESTAMPS))));
    } catch (CertificateEncodingException | RuntimeException unreadable) {
      // Whatever a parser throws at hostile bytes, the certificate is what is wrong.
      return Optional.empty();
    }
  }

  static String serial(X509Certificate certificate) {
    String digits = certificate.getSerialNumber().abs().toString(16);
    return digits.length() % 2 == 0 ? digits : "0" + digits;
  }

  /**
   * The length of a SignedCertificateTimestampList (RFC 6962, section 3.3); 0 if it is malformed.
   */
  private static int timestamps(byte @Nullable [] extension) {
    if (extension == null) {
      return 0;
    }
    try {
      byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
      ByteBuffer list = ByteBuffer.wrap(ASN1OctetString.getInstance(inner).getOctets());
      if (Short.toUnsignedInt(list.getShort()) != list.remaining()) {
        return 0;
      }
      int count = 0;
      while (list.hasRemaining()) {
        int length = Short.toUnsignedInt(list.getShort());
        list.position(list.position() + length);
        count++;
      }
      return count;
    } catch (RuntimeException malformed) {
      return 0;
    }
  }
}
