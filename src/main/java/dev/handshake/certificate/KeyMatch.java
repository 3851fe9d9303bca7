package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * How the authority key identifier of a certificate and the subject key identifier of a possible
 * issuer compare (RFC 5280, sections 4.2.1.1 and 4.2.1.2), the best first.
 */
enum KeyMatch {
  SAME,
  UNTOLD,
  DIFFERENT;

  static KeyMatch of(X509Certificate child, X509Certificate issuer) {
    Optional<byte[]> wanted =
        read(
            child,
            "2.5.29.35",
            octets -> AuthorityKeyIdentifier.getInstance(octets).getKeyIdentifierOctets());
    Optional<byte[]> found =
        read(
            issuer,
            "2.5.29.14",
            octets -> SubjectKeyIdentifier.getInstance(octets).getKeyIdentifier());
    if (wanted.isEmpty() || found.isEmpty()) {
      return UNTOLD;
    }
    return Arrays.equals(wanted.get(), found.get()) ? SAME : DIFFERENT;
  }

  private static Optional<byte[]> read(
      X509Certificate certificate, String oid, Function<byte[], byte[]> identifier) {
    try {
      return Optional.ofNullable(certificate.getExtensionValue(oid))
          .map(extension -> ASN1OctetString.getInstance(extension).getOctets())
          .map(identifier);
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }
}
