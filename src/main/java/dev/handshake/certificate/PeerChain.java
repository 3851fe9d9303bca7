package dev.handshake.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificates of a Certificate message (RFC 8446, section 4.4.2), exactly as sent and in their
 * order. Never empty.
 *
 * <p>Chains are equal when their bytes are.
 */
public final class PeerChain {
  private static final SeenChains SEEN = new SeenChains(1 << 16);

  private final List<PeerCertificate> certificates;
  private final String fingerprint;
  private final int size;

  private PeerChain(List<PeerCertificate> certificates, String fingerprint, int size) {
    this.certificates = certificates;
    this.fingerprint = fingerprint;
    this.size = size;
  }

  /**
   * Reads a chain; certificates that cannot be parsed are kept as bytes. While somebody holds a
   * chain of the same bytes, it is mostly that very one.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PeerChain ofDer(List<byte[]> der) {
    if (der.isEmpty()) {
      throw new IllegalArgumentException("chain: empty (expected: at least one certificate)");
    }
    Optional<PeerChain> seen = SEEN.find(der);
    if (seen.isPresent()) {
      return seen.get();
    }
    PeerChain read = read(der);
    SEEN.remember(der, read);
    return read;
  }

  private static PeerChain read(List<byte[]> der) {
    List<PeerCertificate> certificates = new ArrayList<>(der.size());
    int size = 0;
    for (int position = 0; position < der.size(); position++) {
      certificates.add(new PeerCertificate(position, der.get(position)));
      size += der.get(position).length;
    }
    return new PeerChain(
        List.copyOf(certificates), Fingerprint.sha256(der.toArray(byte[][]::new)), size);
  }

  /** Whether these are its certificates, byte by byte. */
  boolean consistsOf(List<byte[]> der) {
    if (der.size() != certificates.size()) {
      return false;
    }
    for (int position = 0; position < der.size(); position++) {
      if (!certificates.get(position).consistsOf(der.get(position))) {
        return false;
      }
    }
    return true;
  }

  /** How many bytes its certificates have together. */
  int size() {
    return size;
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
    return this == other
        || (other instanceof PeerChain chain && fingerprint.equals(chain.fingerprint));
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
