package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.Shown;
import dev.handshake.target.Pin;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who issued a leaf: by the verified path, else by what was sent, else by the leaf's own word.
 *
 * @param certificates of the issuer; several where its name and key were certified more than once
 */
record LeafIssuer(X509Certificate leaf, List<X509Certificate> certificates) {
  LeafIssuer {
    certificates = List.copyOf(certificates);
  }

  /** The issuer of a chain's leaf; empty where the leaf cannot be read. */
  static Optional<LeafIssuer> of(PeerChain chain, Optional<ChainFindings> findings) {
    return chain.leaf().x509().map(leaf -> of(leaf, chain, findings));
  }

  private static LeafIssuer of(
      X509Certificate leaf, PeerChain chain, Optional<ChainFindings> findings) {
    List<X509Certificate> sent =
        chain.certificates().stream()
            .map(PeerCertificate::x509)
            .flatMap(Optional::stream)
            .filter(each -> each.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()))
            .toList();
    Optional<X509Certificate> onPath =
        findings.map(ChainFindings::path).filter(path -> path.size() > 1).map(path -> path.get(1));
    return new LeafIssuer(
        leaf,
        onPath
            .map(issuer ->
                Stream.concat(
                    Stream.of(issuer), sent.stream().filter(each -> sameKey(each, issuer))))
            .orElseGet(sent::stream)
            .distinct()
            .toList());
  }

  /** Whether one of the pins means the issuer. */
  boolean isOneOf(List<Pin> pins) {
    return certificates.isEmpty()
        ? Pins.name(pins, leaf.getIssuerX500Principal())
        : certificates.stream().anyMatch(each -> Pins.name(pins, each));
  }

  /** The issuer as it stands in a sentence. */
  String shown() {
    return certificates.isEmpty() ? Shown.issuer(leaf) : Pins.shown(certificates.getFirst());
  }

  private static boolean sameKey(X509Certificate one, X509Certificate other) {
    return one.getPublicKey().equals(other.getPublicKey());
  }
}
