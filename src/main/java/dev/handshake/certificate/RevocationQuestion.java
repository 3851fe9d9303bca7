package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What is asked about the revocation of a chain.
 *
 * @param chain as sent
 * @param findings what is true of it otherwise
 * @param stapleRequired whether a staple that holds is demanded even where the leaf does not
 */
public record RevocationQuestion(
    PeerChain chain, ChainFindings findings, Staple staple, boolean stapleRequired) {
  Optional<X509Certificate> leaf() {
    return chain.leaf().x509();
  }

  /** By the judged path; where there is none, the certificate sent that signed the leaf. */
  Optional<X509Certificate> leafIssuer() {
    return findings.path().size() > 1
        ? Optional.of(findings.path().get(1))
        : leaf().flatMap(this::sentIssuer);
  }

  private Optional<X509Certificate> sentIssuer(X509Certificate leaf) {
    SignatureBook signatures = new SignatureBook();
    return chain.certificates().stream()
        .flatMap(certificate -> certificate.x509().stream())
        .filter(issuer -> issuer.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()))
        .filter(issuer -> signatures.signed(leaf, issuer))
        .findFirst();
  }
}
