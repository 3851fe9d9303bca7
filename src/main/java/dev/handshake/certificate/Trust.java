package dev.handshake.certificate;

import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a chain leads to an anchor, and if not, why: without dates.
 *
 * <p>Tried in this order: a sound path over what was sent; one over known intermediates as well, so
 * that the chain is incomplete; a path whose signatures hold and which breaks a rule; no path, in
 * which case it matters where the issuers end.
 */
final class Trust {
  private final X509Certificate leaf;
  private final Set<X509Certificate> sent;
  private final TrustAnchors anchors;
  private final Purpose purpose;
  private final SignatureBook signatures;
  private final IssuerGraph overSent;

  Trust(
      X509Certificate leaf,
      Set<X509Certificate> sent,
      TrustAnchors anchors,
      Purpose purpose,
      SignatureBook signatures) {
    this.leaf = leaf;
    this.sent = sent;
    this.anchors = anchors;
    this.purpose = purpose;
    this.signatures = signatures;
    this.overSent = IssuerGraph.above(leaf, sent, anchors.anchors(), signatures);
  }

  /**
   * The verdict.
   *
   * @param ascents the ways up that count; never empty
   */
  record Verdict(List<Ascent> ascents, List<Fault> faults) {
    boolean trusted() {
      return ascents.getFirst().trusted();
    }

    boolean complete() {
      return faults.stream()
          .noneMatch(fault -> fault.finding() == Reason.CERTIFICATE_CHAIN_INCOMPLETE);
    }
  }

  Verdict verdict() {
    Attempt sentAlone = attempt(overSent);
    if (!sentAlone.sound().isEmpty()) {
      return new Verdict(sentAlone.sound(), ambiguity());
    }
    List<X509Certificate> all =
        Stream.concat(sent.stream(), anchors.intermediates().stream()).toList();
    IssuerGraph overAll = IssuerGraph.above(leaf, all, anchors.anchors(), signatures);
    Attempt completed = attempt(overAll);
    if (!completed.sound().isEmpty()) {
      return new Verdict(completed.sound(), List.of(incomplete(completed.sound().getFirst())));
    }
    return sentAlone.rejected().or(completed::rejected).orElseGet(() -> withoutPath(overAll));
  }

  /** The paths of a graph that break no rule; where all do, the verdict on the first. */
  private record Attempt(List<Ascent> sound, Optional<Verdict> rejected) {}

  private Attempt attempt(IssuerGraph graph) {
    List<Ascent> sound = new ArrayList<>();
    Optional<Verdict> rejected = Optional.empty();
    for (List<X509Certificate> path : graph.paths()) {
      Optional<Fault> objection = PathRules.objection(path);
      if (objection.isEmpty()) {
        sound.add(Ascent.of(path, true, true, purpose));
      } else if (rejected.isEmpty()) {
        rejected =
            Optional.of(
                new Verdict(
                    List.of(Ascent.of(path, true, false, purpose)), List.of(objection.get())));
      }
    }
    sound.sort(Comparator.comparing(ascent -> !ascent.faults().isEmpty()));
    return new Attempt(sound, rejected);
  }

  private Fault incomplete(Ascent ascent) {
    List<X509Certificate> path = ascent.certificates();
    int missing = 1;
    while (missing < path.size() - 1 && sent.contains(path.get(missing))) {
      missing++;
    }
    return new Fault(
        Reason.CERTIFICATE_CHAIN_INCOMPLETE,
        "The "
            + purpose.sender()
            + " did not send "
            + Shown.name(path.get(missing))
            + ", which issued "
            + Shown.name(path.get(missing - 1))
            + ".");
  }

  /**
   * A client that takes the first issuer it finds and never turns back may end beside the anchor.
   */
  private List<Fault> ambiguity() {
    X509Certificate next = leaf;
    for (int steps = 0; steps <= sent.size(); steps++) {
      List<X509Certificate> issuers = overSent.issuers(next);
      if (anchors.anchors().contains(next)
          || issuers.stream().anyMatch(anchors.anchors()::contains)) {
        return List.of();
      }
      Optional<X509Certificate> first = sent.stream().filter(issuers::contains).findFirst();
      if (first.isEmpty()) {
        break;
      }
      next = first.get();
    }
    return List.of(
        new Fault(
            Remark.PATH_AMBIGUOUS,
            "Clients that follow the first issuer sent end at "
                + Shown.name(next)
                + ", which leads to no trusted certificate."));
  }

  private Verdict withoutPath(IssuerGraph overAll) {
    Ascent ascent =
        Ascent.of(
            IssuerGraph.above(leaf, sent, Set.of(), signatures).firstWay(), false, false, purpose);
    return new Verdict(List.of(ascent), List.of(whyUntrusted(overAll)));
  }

  private Fault whyUntrusted(IssuerGraph graph) {
    if (signatures.selfSigned(leaf)) {
      return new Fault(
          Reason.CERTIFICATE_SELF_SIGNED,
          Shown.name(leaf) + " is signed by its own key and is not a trusted certificate.");
    }
    X509Certificate end = end(graph);
    Optional<X509Certificate> disowner = graph.disowner(end);
    if (disowner.isPresent()) {
      return new Fault(
          Reason.CERTIFICATE_INVALID,
          "The signature of "
              + Shown.name(end)
              + " cannot be verified with the key of its issuer "
              + Shown.name(disowner.get())
              + ".");
    }
    if (end.equals(leaf)) {
      return new Fault(
          Reason.CERTIFICATE_CHAIN_INCOMPLETE,
          "The issuer of "
              + Shown.name(leaf)
              + ", "
              + Shown.issuer(leaf)
              + ", was not sent and is not known; it may be an unknown root.");
    }
    return new Fault(
        Reason.CERTIFICATE_UNTRUSTED,
        signatures.selfSigned(end)
            ? "The chain ends in the root " + Shown.name(end) + ", which is not trusted."
            : "The chain ends in "
                + Shown.name(end)
                + ", whose issuer "
                + Shown.issuer(end)
                + " is not trusted.");
  }

  /** Where the issuers end: in a self-signed certificate if any way leads to one. */
  private X509Certificate end(IssuerGraph graph) {
    return graph.certificates().stream()
        .filter(certificate -> !certificate.equals(leaf))
        .filter(certificate -> graph.issuers(certificate).isEmpty())
        .max(Comparator.comparing(signatures::selfSigned))
        .orElseGet(() -> graph.firstWay().getLast());
  }
}
