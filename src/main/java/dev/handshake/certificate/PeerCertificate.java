package dev.handshake.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** One certificate as the peer sent it: its bytes, and what could be read of them. */
public final class PeerCertificate {
  private final int position;
  private final byte[] der;
  private final String fingerprint;
  private final Optional<X509Certificate> parsed;

  PeerCertificate(int position, byte[] der) {
    this.position = position;
    this.der = der.clone();
    this.fingerprint = Fingerprint.sha256(der);
    this.parsed = parse(der);
  }

  /** Its place in the Certificate message; the leaf is 0. */
  public int position() {
    return position;
  }

  /** A copy of the encoded certificate. */
  public byte[] der() {
    return der.clone();
  }

  /** SHA-256 of the encoded certificate, lower-case hex. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The certificate, unless its bytes cannot be read as one. */
  public Optional<X509Certificate> x509() {
    return parsed;
  }

  private static Optional<X509Certificate> parse(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return Optional.of(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    } catch (CertificateException malformed) {
      return Optional.empty();
    }
  }
}
