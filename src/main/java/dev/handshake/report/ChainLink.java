package dev.handshake.report;

import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import java.util.List;
import java.util.Optional;

/**
 * One certificate of a chain, without its bytes.
 *
 * @param position its place in the Certificate message; the leaf is 0
 * @param fingerprint SHA-256, lower-case hex
 * @param facts what it says of itself; empty where it could not be read
 */
public record ChainLink(int position, String fingerprint, Optional<CertificateFacts> facts) {
  static List<ChainLink> of(PeerChain chain) {
    return List.copyOf(chain.certificates().stream().map(ChainLink::of).toList());
  }

  /** Whether these are the links of a chain. */
  static boolean are(List<ChainLink> links, PeerChain chain) {
    if (links.size() != chain.depth()) {
      return false;
    }
    for (int position = 0; position < links.size(); position++) {
      String fingerprint = chain.certificates().get(position).fingerprint();
      if (!links.get(position).fingerprint().equals(fingerprint)) {
        return false;
      }
    }
    return true;
  }

  private static ChainLink of(PeerCertificate certificate) {
    return new ChainLink(certificate.position(), certificate.fingerprint(), certificate.facts());
  }
}
