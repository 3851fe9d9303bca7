package dev.handshake.certificate;

import dev.handshake.reason.Remark;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The order of a chain as sent: each certificate should certify the one before it, and a root need
 * not be sent (RFC 8446, section 4.4.2).
 */
final class SentOrder {
  private final Map<X509Certificate, Integer> positions = new HashMap<>();
  private final List<PeerCertificate> surplus = new ArrayList<>();
  private final IssuerGraph issuers;
  private final SignatureBook signatures;
  private final String sent;

  SentOrder(PeerChain chain, IssuerGraph issuers, SignatureBook signatures, Purpose purpose) {
    this.issuers = issuers;
    this.signatures = signatures;
    this.sent = "The " + purpose.sender() + " sent ";
    Set<X509Certificate> linked = issuers.certificates();
    for (PeerCertificate certificate : chain.certificates()) {
      certificate
          .x509()
          .filter(readable ->
              !linked.contains(readable)
                  || positions.putIfAbsent(readable, certificate.position()) != null)
          .ifPresent(_ -> surplus.add(certificate));
    }
  }

  List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    misplaced()
        .ifPresent(early ->
            faults.add(
                new Fault(
                    Remark.CHAIN_MISORDERED,
                    sent + Shown.name(early) + " before what it certifies.")));
    if (!surplus.isEmpty()) {
      faults.add(
          new Fault(
              Remark.CHAIN_EXTRA_CERTIFICATES,
              surplus.size()
                  + " of the certificates sent have no part in the chain, the first of them "
                  + surplus.getFirst().x509().map(Shown::name).orElse("unreadable")
                  + "."));
    }
    root()
        .ifPresent(root ->
            faults.add(
                new Fault(
                    Remark.CHAIN_ROOT_SENT,
                    sent + "the root " + Shown.name(root) + ", which the other side ignores.")));
    return faults;
  }

  private Optional<X509Certificate> misplaced() {
    return positions.keySet().stream()
        .filter(certificate -> position(certificate) > 0)
        .filter(certificate -> !followsOneItIssued(certificate))
        .min((left, right) -> Integer.compare(position(left), position(right)));
  }

  private boolean followsOneItIssued(X509Certificate issuer) {
    return positions.keySet().stream()
        .filter(certificate -> position(certificate) < position(issuer))
        .anyMatch(certificate -> issuers.issuers(certificate).contains(issuer));
  }

  private Optional<X509Certificate> root() {
    return positions.keySet().stream()
        .filter(certificate -> position(certificate) > 0)
        .filter(signatures::selfSigned)
        .findFirst();
  }

  private int position(X509Certificate certificate) {
    return positions.getOrDefault(certificate, 0);
  }
}
