package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What is asked about the revocation of a chain.
 *
 * @param chain as sent
 * @param findings what is true of it otherwise
 * @param stapleRequired whether a staple that holds is demanded even where the leaf does not
 * @param lists revocation lists at hand, of whatever issuers
 * @param fetched what was learnt of the network
 */
public record RevocationQuestion(
    PeerChain chain,
    ChainFindings findings,
    Staple staple,
    boolean stapleRequired,
    List<RevocationList> lists,
    List<RevocationEvidence> fetched) {
  public RevocationQuestion {
    lists = List.copyOf(lists);
    fetched = List.copyOf(fetched);
  }

  Optional<X509Certificate> leaf() {
    return chain.leaf().x509();
  }

  /** The certificates that may be asked about, each with its issuer, the leaf first. */
  List<Certified> certified() {
    return Certified.of(chain, findings);
  }
}
