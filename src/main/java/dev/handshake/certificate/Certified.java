package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A certificate and who issued it.
 *
 * @param position of the certificate on its path; the leaf is 0
 */
public record Certified(int position, X509Certificate certificate, X509Certificate issuer) {
  /**
   * The certificates of a judged path below its anchor; where there is no path, the leaf with the
   * certificate sent that signed it, if one did.
   */
  public static List<Certified> of(PeerChain chain, ChainFindings findings) {
    List<X509Certificate> path = findings.path();
    if (path.size() > 1) {
      return IntStream.range(0, path.size() - 1)
          .mapToObj(position -> new Certified(position, path.get(position), path.get(position + 1)))
          .toList();
    }
    return chain
        .leaf()
        .x509()
        .flatMap(leaf -> sentIssuer(leaf, chain).map(issuer -> new Certified(0, leaf, issuer)))
        .stream()
        .toList();
  }

  private static Optional<X509Certificate> sentIssuer(X509Certificate leaf, PeerChain chain) {
    SignatureBook signatures = new SignatureBook();
    return chain.certificates().stream()
        .flatMap(certificate -> certificate.x509().stream())
        .filter(issuer -> issuer.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()))
        .filter(issuer -> signatures.signed(leaf, issuer))
        .findFirst();
  }
}
