package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;

/** The TLS feature extension, by which a certificate demands a staple (RFC 7633). */
final class MustStaple {
  private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";

  /** The number of the extension status_request (RFC 6066, section 8). */
  private static final int STATUS_REQUEST = 5;

  private MustStaple() {}

  static boolean in(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(TLS_FEATURE);
    if (extension == null) {
      return false;
    }
    try {
      byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
      for (ASN1Encodable feature : ASN1Sequence.getInstance(inner)) {
        if (ASN1Integer.getInstance(feature).hasValue(STATUS_REQUEST)) {
          return true;
        }
      }
      return false;
    } catch (RuntimeException malformed) {
      return false;
    }
  }
}
