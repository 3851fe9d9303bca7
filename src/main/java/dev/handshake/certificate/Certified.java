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

  /**
   * Those of some certificates that bear the issuer's name and whose key verifies the signature.
   * All of them are tried within one budget, since hostile keys can be dear.
   */
  public static List<X509Certificate> issuersAmong(
      List<X509Certificate> candidates, X509Certificate certificate) {
    SignatureBook signatures = new SignatureBook();
    return candidates.stream()
        .filter(one -> one.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .filter(one -> signatures.signed(certificate, one))
        .toList();
  }

  private static Optional<X509Certificate> sentIssuer(X509Certificate leaf, PeerChain chain) {
    return issuersAmong(
            chain.certificates().stream().flatMap(each -> each.x509().stream()).toList(), leaf)
        .stream()
        .findFirst();
  }
}
