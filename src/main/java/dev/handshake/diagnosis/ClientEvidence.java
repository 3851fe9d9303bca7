package dev.handshake.diagnosis;

import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_EXPIRED;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_NOT_YET_VALID;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_REJECTED;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_UNTRUSTED;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_WRONG_EKU;

import dev.handshake.certificate.Fault;
import dev.handshake.certificate.Shown;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.IdentityFindings;
import dev.handshake.credential.TrustStores;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Check;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong with the certificate that we sent, as far as it can be known without the server's
 * answer.
 *
 * @param certificate what it is, for a sentence; empty where it is not known
 * @param proved by our own check, or by the authorities that the server named; in precedence
 * @param suggested what may be wrong besides, the likeliest first; it counts only where nothing is
 *     proved
 * @param notNamed whether the server named authorities and ours is none of them
 */
record ClientEvidence(
    Optional<String> certificate, List<Proof> proved, List<Proof> suggested, boolean notNamed) {
  /** Of a certificate that is not known, or was not sent. */
  static final ClientEvidence NONE =
      new ClientEvidence(Optional.empty(), List.of(), List.of(), false);

  /** What a certificate is refused for whoever it is shown to. */
  private static final Map<Finding, Reason> OF_ITSELF =
      Map.of(
          Reason.CERTIFICATE_EXPIRED, CLIENT_CERTIFICATE_EXPIRED,
          Reason.CERTIFICATE_NOT_YET_VALID, CLIENT_CERTIFICATE_NOT_YET_VALID,
          Reason.CERTIFICATE_WRONG_EKU, CLIENT_CERTIFICATE_WRONG_EKU,
          Reason.CERTIFICATE_WRONG_KEY_USAGE, CLIENT_CERTIFICATE_WRONG_EKU);

  private static final Set<Finding> ENDED =
      Set.of(Reason.CERTIFICATE_EXPIRED, Remark.ANCHOR_EXPIRED);

  /**
   * One thing that a server may refuse us for.
   *
   * @param because a clause with the concrete values, without a full stop
   */
  record Proof(Reason reason, String because) {}

  ClientEvidence {
    proved = List.copyOf(proved);
    suggested = List.copyOf(suggested);
  }

  static ClientEvidence of(Observation seen, Facts facts) {
    return facts
        .own()
        .filter(_ -> seen.client().sent())
        .map(own -> of(new NamedAuthorities(seen.client().authorities()), own))
        .orElse(NONE);
  }

  private static ClientEvidence of(NamedAuthorities named, OwnCertificate own) {
    boolean notNamed = named.exclude(own.findings().certificates());
    List<Proof> proved = new ArrayList<>();
    if (notNamed) {
      proved.add(new Proof(CLIENT_CERTIFICATE_UNTRUSTED, notNamed(named, own.findings())));
    } else if (own.identity().equals(Credentials.STRANGER)) {
      proved.add(
          new Proof(
              CLIENT_CERTIFICATE_UNTRUSTED,
              "it is the stranger's, whose authority no server can know"));
    }
    own.findings().faults().stream()
        .flatMap(fault -> ofItself(fault).stream())
        .forEach(proved::add);
    proved.sort(Comparator.comparing(Proof::reason));
    return new ClientEvidence(
        Optional.of(described(own.findings().certificates().getFirst())),
        proved,
        suggested(named, own),
        notNamed);
  }

  private static String described(X509Certificate leaf) {
    return "%s, issued by %s, valid from %s to %s"
        .formatted(
            Shown.name(leaf),
            Shown.issuer(leaf),
            leaf.getNotBefore().toInstant(),
            leaf.getNotAfter().toInstant());
  }

  private static String notNamed(NamedAuthorities named, IdentityFindings findings) {
    X509Certificate last = findings.certificates().getLast();
    String missing =
        findings
            .missing()
            .map(intermediate -> "; the intermediate " + Shown.name(intermediate) + " was not sent")
            .orElse("");
    return "its chain leads to "
        + Shown.issuer(last)
        + ", and the server accepts only "
        + named.shown()
        + missing;
  }

  private static Optional<Proof> ofItself(Fault fault) {
    return Optional.ofNullable(OF_ITSELF.get(fault.finding()))
        .map(reason -> new Proof(reason, clause(fault)));
  }

  private static List<Proof> suggested(NamedAuthorities named, OwnCertificate own) {
    List<Proof> all = new ArrayList<>();
    if (named.none()) {
      untrusted(own).ifPresent(all::add);
    }
    own.underTrust().faults().stream()
        .filter(fault -> ENDED.contains(fault.finding()))
        .findFirst()
        .ifPresent(fault -> all.add(new Proof(CLIENT_CERTIFICATE_EXPIRED, clause(fault))));
    own.findings().faults().stream()
        .filter(fault -> fault.finding() instanceof Reason && ofItself(fault).isEmpty())
        .findFirst()
        .ifPresent(fault -> all.add(new Proof(CLIENT_CERTIFICATE_REJECTED, clause(fault))));
    return all;
  }

  /** A server that names no authorities may still know but a few. */
  private static Optional<Proof> untrusted(OwnCertificate own) {
    IdentityFindings findings = own.findings();
    Optional<String> why =
        findings.has(Reason.CERTIFICATE_SELF_SIGNED)
            ? Optional.of("it is signed by its own key")
            : findings
                .missing()
                .map(one -> "the intermediate " + Shown.name(one) + " was not sent")
                .or(() -> leadsNowhere(own));
    return why.map(because -> new Proof(CLIENT_CERTIFICATE_UNTRUSTED, because));
  }

  /** Operators who run an authority of their own mostly trust it on both sides. */
  private static Optional<String> leadsNowhere(OwnCertificate own) {
    boolean leads = Boolean.TRUE.equals(own.underTrust().checks().get(Check.TRUST));
    return leads || own.trust().equals(TrustStores.SYSTEM)
        ? Optional.empty()
        : Optional.of(
            "nothing is wrong with it but that its chain leads to "
                + Shown.issuer(own.findings().certificates().getLast())
                + ", which is none of the authorities in the trust store "
                + Shown.text(own.trust()));
  }

  /** What is wrong with the certificate whoever it is shown to. */
  List<Reason> ofItself() {
    return proved.stream()
        .map(Proof::reason)
        .filter(reason -> reason != CLIENT_CERTIFICATE_UNTRUSTED)
        .toList();
  }

  private static String clause(Fault fault) {
    String detail = fault.detail();
    return detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail;
  }
}
