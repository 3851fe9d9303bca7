package dev.handshake.certificate;

import dev.handshake.certificate.RevocationStatus.Unknown;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the certificates of a chain were revoked. A signature is verified once and
 * remembered; what the statement means is judged on every call, so that a revocation or an answer's
 * end shows at once.
 *
 * <p>Nothing that a peer can send makes it throw. Safe for use by many threads.
 */
public final class RevocationInspector {
  private static final int REMEMBERED = 10_000;

  private final Map<Sight, OcspAnswer> answers = recent();
  private final Map<Asked, Told> verdicts = recent();

  /** What the time-independent part of a staple's meaning depends on. */
  private record Sight(String response, String leaf, X509Certificate issuer) {}

  /** One object of findings, which stand for their chain, and what is demanded of it. */
  private record Asked(ChainFindings findings, boolean stapleRequired) {
    @Override
    @SuppressWarnings("ReferenceEquality") // equal ones would be dear to tell, and are rare
    public boolean equals(Object other) {
      return other instanceof Asked(var others, var required)
          && findings == others
          && stapleRequired == required;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(findings);
    }
  }

  /** What some evidence came to. */
  private record Told(
      Class<? extends Staple> staple, List<RevocationEvidence> evidence, ChainFindings findings) {}

  private static <K, V> Map<K, V> recent() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /**
   * Joins the chain's findings with what is known of its revocation. At first sight this verifies
   * signatures: call it off the event loop.
   */
  public ChainFindings inspect(RevocationQuestion question, Instant now) {
    Optional<X509Certificate> leaf = question.leaf();
    return leaf.isEmpty() ? question.findings() : judge(question, leaf.get(), now);
  }

  /** The same from memory alone: cheap enough for an event loop, empty at first sight. */
  public Optional<ChainFindings> known(RevocationQuestion question, Instant now) {
    return !needsIssuers(question) || isKnown(question, question.certified())
        ? Optional.of(inspect(question, now))
        : Optional.empty();
  }

  private static boolean needsIssuers(RevocationQuestion question) {
    return question.staple() instanceof Staple.Sent || !question.lists().isEmpty();
  }

  private boolean isKnown(RevocationQuestion question, List<Certified> certified) {
    return stapleKnown(question, certified) && listsKnown(question, certified);
  }

  private boolean stapleKnown(RevocationQuestion question, List<Certified> certified) {
    return switch (question.staple()) {
      case Staple.NotAsked() -> true;
      case Staple.Absent() -> true;
      case Staple.Sent sent ->
          certified.isEmpty()
              || recall(sight(question, sent.response(), certified.getFirst().issuer())) != null;
    };
  }

  private static boolean listsKnown(RevocationQuestion question, List<Certified> certified) {
    return certified.stream()
        .allMatch(one ->
            question.lists().stream()
                .filter(list -> list.isOfIssuer(one.certificate()))
                .allMatch(list -> list.wasVerifiedUnder(one.issuer())));
  }

  private ChainFindings judge(RevocationQuestion question, X509Certificate leaf, Instant now) {
    List<RevocationEvidence> evidence =
        needsIssuers(question) ? evidence(question, leaf, now) : question.fetched();
    return RevocationVerdict.changesNothing(question, evidence)
        ? question.findings()
        : verdict(question, leaf, evidence);
  }

  /** The same object as before, where the same was said of the same findings. */
  private ChainFindings verdict(
      RevocationQuestion question, X509Certificate leaf, List<RevocationEvidence> evidence) {
    Asked asked = new Asked(question.findings(), question.stapleRequired());
    synchronized (verdicts) {
      Told before = verdicts.get(asked);
      if (before != null
          && before.staple().equals(question.staple().getClass())
          && before.evidence().equals(evidence)) {
        return before.findings();
      }
      ChainFindings findings = RevocationVerdict.of(question, leaf, evidence);
      verdicts.put(asked, new Told(question.staple().getClass(), evidence, findings));
      return findings;
    }
  }

  private List<RevocationEvidence> evidence(
      RevocationQuestion question, X509Certificate leaf, Instant now) {
    List<Certified> certified = question.certified();
    List<RevocationEvidence> evidence = new ArrayList<>();
    if (question.staple() instanceof Staple.Sent sent) {
      RevocationStatus status =
          certified.isEmpty()
              ? new Unknown("the issuer that would have signed it is not known")
              : answer(question, sent.response(), leaf, certified.getFirst().issuer()).at(now);
      evidence.add(RevocationEvidence.of(RevocationSource.STAPLE, 0, leaf, status));
    }
    for (Certified one : certified) {
      RevocationList.best(question.lists(), one, now)
          .map(status ->
              RevocationEvidence.of(
                  RevocationSource.CRL, one.position(), one.certificate(), status))
          .ifPresent(evidence::add);
    }
    evidence.addAll(question.fetched());
    return List.copyOf(evidence);
  }

  private OcspAnswer answer(
      RevocationQuestion question, byte[] response, X509Certificate leaf, X509Certificate issuer) {
    Sight sight = sight(question, response, issuer);
    OcspAnswer known = recall(sight);
    if (known != null) {
      return known;
    }
    OcspAnswer read = OcspAnswer.read(response, leaf, issuer);
    synchronized (answers) {
      answers.put(sight, read);
    }
    return read;
  }

  private @Nullable OcspAnswer recall(Sight sight) {
    synchronized (answers) {
      return answers.get(sight);
    }
  }

  private static Sight sight(RevocationQuestion question, byte[] response, X509Certificate issuer) {
    return new Sight(Fingerprint.sha256(response), question.chain().leaf().fingerprint(), issuer);
  }
}
