package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.PeerCertificate;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.Shown;
import dev.handshake.certificate.Timestamps;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Pin;
import dev.handshake.target.Target;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Whether somebody between us and the server opens TLS to look inside.
 *
 * <p>One thing proves it: trusted paths exist, and none of them ends in a root that the target's
 * policy names. Everything else is a hint, and two of them must agree.
 */
final class Interception {
  private static final int ENOUGH = 2;
  private static final int SEVERAL = 3;

  private final Target target;
  private final ChainFindings findings;
  private final IssuerFacts issuer;
  private final Optional<X509Certificate> leaf;
  private final List<X509Certificate> above;
  private final boolean publicName;
  private final Optional<String> product;
  private final OptionalInt timestamps;
  private final List<String> hints;

  private Interception(
      Target target,
      PeerChain chain,
      Optional<byte[]> staple,
      ChainFindings findings,
      IssuerFacts issuer) {
    this.target = target;
    this.findings = findings;
    this.issuer = issuer;
    this.leaf = chain.leaf().x509();
    this.above = trusted() ? above(findings.path()) : above(readable(chain));
    this.publicName =
        target.module().policy().isPublic() || PublicNames.contain(target.verifyName());
    this.product = leaf.flatMap(it -> InspectionProducts.named(it, above));
    this.timestamps =
        publicName && trusted() ? Timestamps.count(chain, staple) : OptionalInt.empty();
    this.hints = hints();
  }

  /**
   * Weighs what one chain tells.
   *
   * @param staple the OCSP answer that came with it
   * @param issuer what is known of its issuer beside it
   */
  static Interception of(
      Target target,
      PeerChain chain,
      Optional<byte[]> staple,
      ChainFindings findings,
      IssuerFacts issuer) {
    return new Interception(target, chain, staple, findings, issuer);
  }

  /** Whether the evidence is enough to say so. */
  boolean evident() {
    return beyondTheRoots() || hints.size() >= ENOUGH;
  }

  /** The reason that holds, with all of the evidence. */
  Optional<Verdict> verdict() {
    if (!evident()) {
      return Optional.empty();
    }
    List<String> evidence = new ArrayList<>();
    if (beyondTheRoots()) {
      evidence.add(wrongEnd());
    }
    evidence.addAll(hints);
    return Optional.of(
        new Verdict(
            Reason.CERTIFICATE_INTERCEPTED,
            Phase.HANDSHAKE,
            evidence.stream()
                .collect(
                    Collectors.joining(
                        "; ",
                        "Somebody answers in place of " + Shown.text(target.verifyName()) + ": ",
                        "."))));
  }

  /** What points to it and proves nothing; empty where there is nothing or enough. */
  Optional<String> suspicion() {
    return evident() || hints.isEmpty()
        ? Optional.empty()
        : Optional.of(" It may be intercepted: " + hints.getFirst() + ".");
  }

  /** Whether nobody listens in, where there was something to tell it by. */
  Map<Check, Boolean> checks() {
    boolean asked = trusted() && (publicName || !roots().isEmpty());
    return asked || evident() ? Map.of(Check.NOT_INTERCEPTED, !evident()) : Map.of();
  }

  private boolean trusted() {
    return !findings.anchors().isEmpty();
  }

  private List<Pin> roots() {
    return target.module().policy().roots();
  }

  /**
   * Whether no trusted path ends where it should. A path that leads through a certificate whose
   * fingerprint is named was signed by its key, wherever it ends.
   */
  private boolean beyondTheRoots() {
    return trusted()
        && !roots().isEmpty()
        && findings.anchors().stream().noneMatch(anchor -> Pins.name(roots(), anchor))
        && above.stream().noneMatch(each -> Pins.fingerprint(roots(), each));
  }

  private String wrongEnd() {
    return "its path ends in %s (expected: %s)"
        .formatted(
            Wording.some(findings.anchors().stream().map(Pins::shown).toList()),
            Pins.shown(roots()));
  }

  // ---- hints, each a clause of its own ----

  private List<String> hints() {
    List<String> all = new ArrayList<>();
    product.ifPresent(name -> all.add("its issuer names " + name + ", which inspects TLS"));
    if (publicName && trusted() && issuer.isPrivate()) {
      all.add(
          "its path ends in %s, which is trusted here and not by the public, as a name like this would be"
              .formatted(Pins.shown(findings.anchors().getFirst())));
    }
    if (timestamps.isPresent() && timestamps.getAsInt() == 0) {
      all.add("no timestamp of a certificate-transparency log came with its certificate");
    }
    if ((publicName || product.isPresent()) && issuer.domains().size() >= SEVERAL) {
      all.add(
          "the same private issuer serves unrelated names: "
              + Wording.some(issuer.domains().stream().sorted().map(Shown::text).toList()));
    }
    if (issuer.isPrivate()) {
      issuer
          .publicBefore()
          .ifPresent(before ->
              all.add(
                  "its issuer was %s before, which is public, and now is %s, which is not"
                      .formatted(Shown.text(before), leaf.map(Shown::issuer).orElse("another"))));
    }
    return List.copyOf(all);
  }

  private static List<X509Certificate> readable(PeerChain chain) {
    return chain.certificates().stream()
        .map(PeerCertificate::x509)
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<X509Certificate> above(List<X509Certificate> path) {
    return path.isEmpty() ? List.of() : path.subList(1, path.size());
  }
}
