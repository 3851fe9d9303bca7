package dev.handshake.certificate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.SingleResp;

/**
 * The signed certificate timestamps that came with a chain (RFC 6962, section 3.3). They are
 * counted, not verified: whether there are any tells a public certificate from one that was made on
 * the way.
 */
public final class Timestamps {
  private static final String IN_CERTIFICATE = "1.3.6.1.4.1.11129.2.4.2";
  private static final ASN1ObjectIdentifier IN_STAPLE =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.5");

  private Timestamps() {}

  /**
   * How many there are in the leaf and in the stapled OCSP answer. Those of the TLS extension are
   * not asked for and not counted.
   *
   * @param staple the encoded OCSPResponse, where one was stapled
   * @return empty where the leaf cannot be read
   */
  public static OptionalInt count(PeerChain chain, Optional<byte[]> staple) {
    return chain
        .leaf()
        .x509()
        .map(leaf -> OptionalInt.of(embedded(leaf) + stapled(staple)))
        .orElseGet(OptionalInt::empty);
  }

  static int embedded(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(IN_CERTIFICATE);
    return extension == null ? 0 : listed(ASN1OctetString.getInstance(extension));
  }

  private static int stapled(Optional<byte[]> staple) {
    return staple.map(Timestamps::stapled).orElse(0);
  }

  private static int stapled(byte[] staple) {
    try {
      return new OCSPResp(staple).getResponseObject() instanceof BasicOCSPResp answer
          ? Arrays.stream(answer.getResponses()).mapToInt(Timestamps::inAnswer).sum()
          : 0;
    } catch (IOException | OCSPException | RuntimeException malformed) {
      return 0;
    }
  }

  private static int inAnswer(SingleResp answer) {
    Extension extension = answer.getExtension(IN_STAPLE);
    return extension == null ? 0 : listed(extension.getExtnValue());
  }

  /** The length of the SignedCertificateTimestampList in an extension; 0 if it is malformed. */
  private static int listed(ASN1OctetString extension) {
    try {
      ByteBuffer list =
          ByteBuffer.wrap(ASN1OctetString.getInstance(extension.getOctets()).getOctets());
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
