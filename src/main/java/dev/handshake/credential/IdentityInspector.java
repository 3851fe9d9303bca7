package dev.handshake.credential;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.Fault;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/**
 * Judges identities before they are used: dates, usage, strength, order and completeness. Whether a
 * root is trusted is the server's to say; the certificates of all trust stores are used only to
 * tell a root that need not be sent from an intermediate that must.
 *
 * <p>What does not depend on the time is judged once for a version of an identity. Safe for use by
 * many threads.
 */
public final class IdentityInspector {
  private static final Set<Check> CHECKS =
      Set.of(Check.VALIDITY, Check.USAGE, Check.STRENGTH, Check.CHAIN_ORDER);

  private final ChainInspector inspector;
  private final BiFunction<PeerChain, TrustAnchors, ChainQuestion> asking;
  private final Set<X509Certificate> roots = new LinkedHashSet<>();
  private final List<X509Certificate> others = new ArrayList<>();
  private final Map<String, Asked> questions = new ConcurrentHashMap<>();

  /** The question about one version of an identity, by whose name it is kept. */
  private record Asked(String version, ChainQuestion question, AtomicReference<Told> last) {
    Asked(String version, ChainQuestion question) {
      this(version, question, new AtomicReference<>());
    }

    /** The same object as before, while the chain's findings are. */
    IdentityFindings told(ChainFindings found) {
      Told before = last.get();
      if (before != null && before.found().equals(found)) {
        return before.findings();
      }
      IdentityFindings findings = findings(question.chain(), found);
      last.set(new Told(found, findings));
      return findings;
    }
  }

  private record Told(ChainFindings found, IdentityFindings findings) {}

  /**
   * @param trust stores whose certificates may be issuers of what is judged
   */
  public IdentityInspector(ChainInspector inspector, Collection<TrustAnchors> trust) {
    this(inspector, trust, ChainQuestion::ofClient);
  }

  private IdentityInspector(
      ChainInspector inspector,
      Collection<TrustAnchors> trust,
      BiFunction<PeerChain, TrustAnchors, ChainQuestion> asking) {
    this.inspector = inspector;
    this.asking = asking;
    for (TrustAnchors store : trust) {
      store.anchors().forEach(anchor -> (isRoot(anchor) ? roots : others).add(anchor));
      others.addAll(store.intermediates());
    }
  }

  /** One that judges what a server shows under a name. */
  public static IdentityInspector ofServer(
      ChainInspector inspector, Collection<TrustAnchors> trust, String name) {
    return new IdentityInspector(
        inspector, trust, (chain, anchors) -> ChainQuestion.ofServer(chain, anchors, name));
  }

  /**
   * Judges an identity. At first sight of a version this takes some milliseconds: call it off the
   * event loop.
   */
  public IdentityFindings inspect(Identity.Usable identity, Instant now) {
    Asked asked = asked(identity);
    return asked.told(inspector.inspect(asked.question(), now));
  }

  /** The same of certificates as they are to be sent, leaf first, without a memory of them. */
  public IdentityFindings inspect(List<X509Certificate> chain, Instant now) {
    ChainQuestion question = questionAbout(chain);
    return findings(question.chain(), inspector.inspect(question, now));
  }

  /** The same from memory alone: cheap enough for an event loop, empty at first sight. */
  public Optional<IdentityFindings> known(Identity.Usable identity, Instant now) {
    return Optional.ofNullable(questions.get(identity.name()))
        .filter(asked -> asked.version().equals(identity.version()))
        .flatMap(asked -> inspector.known(asked.question(), now).map(asked::told));
  }

  private Asked asked(Identity.Usable identity) {
    Asked asked = questions.get(identity.name());
    if (asked == null || !asked.version().equals(identity.version())) {
      asked = new Asked(identity.version(), questionAbout(identity.chain()));
      questions.put(identity.name(), asked);
    }
    return asked;
  }

  private ChainQuestion questionAbout(List<X509Certificate> sent) {
    Set<X509Certificate> anchors = new LinkedHashSet<>(roots);
    sent.stream().skip(1).filter(IdentityInspector::isRoot).forEach(anchors::add);
    return asking.apply(chain(sent), TrustAnchors.of("known", anchors, others));
  }

  private static PeerChain chain(List<X509Certificate> sent) {
    try {
      List<byte[]> der = new ArrayList<>(sent.size());
      for (X509Certificate certificate : sent) {
        der.add(certificate.getEncoded());
      }
      return PeerChain.ofDer(der);
    } catch (CertificateEncodingException impossible) {
      throw new IllegalArgumentException("a parsed certificate that has no encoding", impossible);
    }
  }

  private static boolean isRoot(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static IdentityFindings findings(PeerChain chain, ChainFindings found) {
    List<Fault> faults = found.faults().stream().filter(fault -> counts(fault, found)).toList();
    Map<Check, Boolean> checks = new EnumMap<>(Check.class);
    checks.putAll(found.checks());
    checks.keySet().retainAll(CHECKS);
    complete(found).ifPresent(complete -> checks.put(Check.CHAIN_COMPLETE, complete));
    return new IdentityFindings(chain, faults, checks, missing(chain, found), found.notAfter());
  }

  /** Not what the server alone can say: whether it knows the authority. */
  private static boolean counts(Fault fault, ChainFindings found) {
    return switch (fault.finding()) {
      case Reason reason when reason == Reason.CERTIFICATE_UNTRUSTED -> false;
      case Reason reason when reason == Reason.CERTIFICATE_CHAIN_INCOMPLETE ->
          !found.path().isEmpty();
      case Reason _ -> true;
      case Remark remark -> remark != Remark.PATH_AMBIGUOUS;
    };
  }

  /** Empty where the last issuer is not known: it may be a root, which is not sent. */
  private static Optional<Boolean> complete(ChainFindings found) {
    boolean selfSigned =
        found.faults().stream()
            .anyMatch(fault -> fault.finding() == Reason.CERTIFICATE_SELF_SIGNED);
    return found.path().isEmpty()
        ? Optional.of(true).filter(_ -> selfSigned)
        : Optional.ofNullable(found.checks().get(Check.CHAIN_COMPLETE));
  }

  private static Optional<X509Certificate> missing(PeerChain chain, ChainFindings found) {
    List<X509Certificate> sent =
        chain.certificates().stream().flatMap(each -> each.x509().stream()).toList();
    List<X509Certificate> path = found.path();
    return path.stream()
        .limit(Math.max(0, path.size() - 1))
        .filter(certificate -> !sent.contains(certificate))
        .findFirst();
  }
}
