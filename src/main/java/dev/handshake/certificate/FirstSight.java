package dev.handshake.certificate;

import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges a chain that was not seen before: everything but the dates. */
final class FirstSight {
  private static final int NAMES_SHOWN = 3;

  private FirstSight() {}

  /**
   * The verdict.
   *
   * @param known what may complete the chain, beside the intermediates of the trust store
   */
  static PathFacts judge(ChainQuestion question, List<X509Certificate> known) {
    PeerChain chain = question.chain();
    List<Fault> faults = new ArrayList<>(unreadable(chain));
    Map<Check, Boolean> checks = new EnumMap<>(Check.class);
    Optional<X509Certificate> readable = chain.leaf().x509();
    if (readable.isEmpty()) {
      return new PathFacts(List.of(), faults, checks);
    }
    X509Certificate leaf = readable.get();
    Set<X509Certificate> sent =
        chain.certificates().stream()
            .flatMap(certificate -> certificate.x509().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    SignatureBook signatures = new SignatureBook();

    Trust.Verdict trust =
        new Trust(leaf, sent, question.anchors().knowing(known), question.purpose(), signatures)
            .verdict();
    faults.addAll(trust.faults());
    checks.put(Check.TRUST, trust.trusted());
    checks.put(Check.CHAIN_COMPLETE, trust.complete());

    if (question.purpose() == Purpose.SERVER) {
      Validity.longLived(leaf).ifPresent(faults::add);
    }
    question
        .verifyName()
        .ifPresent(name -> {
          Optional<Fault> misnamed = nameFault(leaf, name);
          misnamed.ifPresent(faults::add);
          checks.put(Check.NAME, misnamed.isEmpty());
        });

    IssuerGraph linked = IssuerGraph.above(leaf, sent, Set.of(), signatures);
    List<Fault> disorder = new SentOrder(chain, linked, signatures, question.purpose()).faults();
    faults.addAll(disorder);
    checks.put(
        Check.CHAIN_ORDER,
        disorder.stream().noneMatch(fault -> fault.finding() == Remark.CHAIN_MISORDERED));
    return new PathFacts(trust.ascents(), faults, checks);
  }

  /** A strict client refuses a chain of which it cannot read every certificate. */
  private static List<Fault> unreadable(PeerChain chain) {
    return chain.certificates().stream()
        .filter(certificate -> certificate.x509().isEmpty())
        .limit(1)
        .map(certificate ->
            new Fault(
                Reason.CERTIFICATE_INVALID,
                "Certificate "
                    + certificate.position()
                    + " of the chain, "
                    + certificate.der().length
                    + " bytes, cannot be read as a certificate."))
        .toList();
  }

  private static Optional<Fault> nameFault(X509Certificate leaf, String verifyName) {
    SubjectNames names = SubjectNames.of(leaf);
    if (ReferenceIdentity.of(verifyName).matches(names)) {
      return Optional.empty();
    }
    String wanted = Shown.text(verifyName);
    return Optional.of(
        new Fault(
            Reason.CERTIFICATE_NAME_MISMATCH,
            names.isEmpty()
                ? Shown.name(leaf)
                    + " has no subjectAltName to match "
                    + wanted
                    + "; its common name does not count."
                : "The certificate is for " + listed(names) + ", not for " + wanted + "."));
  }

  private static String listed(SubjectNames names) {
    List<String> found = new ArrayList<>(names.dnsNames());
    found.addAll(names.ipAddresses());
    String first =
        found.stream().limit(NAMES_SHOWN).map(Shown::text).collect(Collectors.joining(", "));
    int more = found.size() - NAMES_SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
