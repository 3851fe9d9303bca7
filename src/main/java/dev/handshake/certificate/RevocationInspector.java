package dev.handshake.certificate;

import dev.handshake.certificate.RevocationStatus.Unknown;
import java.security.cert.CertificateEncodingException;
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

  private final Map<Sight, OcspAnswer> answers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sight, OcspAnswer> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What the time-independent part of a verdict depends on, by fingerprints. */
  private record Sight(String response, String leaf, String issuer) {}

  /**
   * Joins the chain's findings with what is known of its revocation. At first sight this verifies
   * signatures: call it off the event loop.
   */
  public ChainFindings inspect(RevocationQuestion question, Instant now) {
    return question
        .leaf()
        .map(leaf -> RevocationVerdict.of(question, leaf, evidence(question, leaf, now)))
        .orElseGet(question::findings);
  }

  /** The same from memory alone: cheap enough for an event loop, empty at first sight. */
  public Optional<ChainFindings> known(RevocationQuestion question, Instant now) {
    boolean known =
        switch (question.staple()) {
          case Staple.NotAsked() -> true;
          case Staple.Absent() -> true;
          case Staple.Sent sent ->
              question
                  .leafIssuer()
                  .map(issuer -> recall(sight(question, sent.response(), issuer)) != null)
                  .orElse(true);
        };
    return known ? Optional.of(inspect(question, now)) : Optional.empty();
  }

  private List<RevocationEvidence> evidence(
      RevocationQuestion question, X509Certificate leaf, Instant now) {
    List<RevocationEvidence> evidence = new ArrayList<>();
    if (question.staple() instanceof Staple.Sent sent) {
      RevocationStatus status =
          question
              .leafIssuer()
              .map(issuer -> answer(question, sent.response(), leaf, issuer).at(now))
              .orElseGet(() -> new Unknown("the issuer that would have signed it is not known"));
      evidence.add(RevocationEvidence.of(RevocationSource.STAPLE, 0, leaf, status));
    }
    return evidence;
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
    try {
      return new Sight(
          Fingerprint.sha256(response),
          question.chain().leaf().fingerprint(),
          Fingerprint.sha256(issuer.getEncoded()));
    } catch (CertificateEncodingException unreadable) {
      throw new IllegalArgumentException("a parsed certificate that has no encoding", unreadable);
    }
  }
}
