package dev.handshake.certificate;

import java.util.ArrayList;
import java.util.List;

/**
 * The certificates of a Certificate message (RFC 8446, section 4.4.2), exactly as sent and in their
 * order. Never empty.
 *
 * <p>Chains are equal when their bytes are.
 */
public final class PeerChain {
  private final List<PeerCertificate> certificates;
  private final String fingerprint;

  private PeerChain(List<PeerCertificate> certificates, String fingerprint) {
    this.certificates = certificates;
    this.fingerprint = fingerprint;
  }

  /**
   * Reads a chain; certificates that cannot be parsed are kept as bytes.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PeerChain ofDer(List<byte[]> der) {
    if (der.isEmpty()) {
      throw new IllegalArgumentException("chain: empty (expected: at least one certificate)");
    }
    List<PeerCertificate> certificates = new ArrayList<>(der.size());
    for (int position = 0; position < der.size(); position++) {
      certificates.add(new PeerCertificate(position, der.get(position)));
    }
    return new PeerChain(List.copyOf(certificates), Fingerprint.sha256(der.toArray(byte[][]::new)));
  }

  public List<PeerCertificate> certificates() {
    return certificates;
  }

  public PeerCertificate leaf() {
    return certificates.getFirst();
  }

  /** How many certificates were sent; a leaf alone is 1. */
  public int depth() {
    return certificates.size();
  }

  /** SHA-256 over all certificates in their order, lower-case hex. */
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerChain chain && fingerprint.equals(chain.fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
