package dev.handshake.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;

/**
 * One certificate as the peer sent it: its bytes, and what could be read of them. Nothing is parsed
 * before it is asked for.
 */
public final class PeerCertificate {
  private final int position;
  private final byte[] der;
  private final Lazy<String> fingerprint;
  private final Lazy<Optional<X509Certificate>> parsed;
  private final Lazy<Optional<CertificateFacts>> facts;
  private final Lazy<Boolean> demandsStaple;

  PeerCertificate(int position, byte[] encoded) {
    this.position = position;
    this.der = encoded.clone();
    this.fingerprint = new Lazy<>(() -> Fingerprint.sha256(der));
    this.parsed = new Lazy<>(() -> parse(der));
    this.facts = new Lazy<>(() -> x509().flatMap(CertificateFacts::of));
    this.demandsStaple = new Lazy<>(() -> x509().filter(MustStaple::in).isPresent());
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
    return fingerprint.get();
  }

  /** The certificate, unless its bytes cannot be read as one. */
  public Optional<X509Certificate> x509() {
    return parsed.get();
  }

  /** What the certificate says of itself, unless it cannot be read. */
  public Optional<CertificateFacts> facts() {
    return facts.get();
  }

  /** Whether it demands a stapled OCSP answer (RFC 7633). */
  boolean demandsStaple() {
    return demandsStaple.get();
  }

  boolean consistsOf(byte[] bytes) {
    return Arrays.equals(der, bytes);
  }

  private static Optional<X509Certificate> parse(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509Certificate certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
      // The factory also reads PEM and ignores what follows; a TLS peer may send neither.
      return Arrays.equals(certificate.getEncoded(), der)
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (CertificateException | RuntimeException malformed) {
      return Optional.empty();
    }
  }
}
