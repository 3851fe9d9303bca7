package dev.handshake.certificate;

import dev.handshake.reason.Check;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what is true of a chain. What does not depend on the time is judged once for a chain,
 * anchors and a name, and remembered; dates are judged on every call, so that an expiry shows at
 * once.
 *
 * <p>Nothing that a peer can send makes it throw. Safe for use by many threads.
 */
public final class ChainInspector {
  private static final int REMEMBERED = 20_000;

  private final KnownIntermediates known;
  private final Map<Sight, Judgement> memo;

  /** What the time-independent part of a verdict depends on. */
  private record Sight(String chain, String anchors, Optional<String> verifyName, Purpose purpose) {
    static Sight of(ChainQuestion question) {
      return new Sight(
          question.chain().fingerprint(),
          question.anchors().version(),
          question.verifyName(),
          question.purpose());
    }
  }

  /**
   * What was found at first sight.
   *
   * @param above the known intermediates that it was judged with
   * @param version of all known intermediates at that time
   */
  private record Judgement(PathFacts facts, List<X509Certificate> above, long version) {
    /** Whether what was sent is all that counts. */
    boolean isComplete() {
      return facts.checks().getOrDefault(Check.TRUST, false)
          && facts.checks().getOrDefault(Check.CHAIN_COMPLETE, false);
    }
  }

  /** An inspector that remembers the last 20,000 chains, and knows of no intermediates. */
  public ChainInspector() {
    this(new KnownIntermediates());
  }

  /**
   * An inspector that remembers the last 20,000 chains.
   *
   * @param known what may complete a chain, beside the intermediates of the trust store; chains
   *     that what is known bears upon are judged anew when it changes
   */
  public ChainInspector(KnownIntermediates known) {
    this(known, REMEMBERED);
  }

  ChainInspector(KnownIntermediates known, int remembered) {
    this.known = known;
    memo =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Sight, Judgement> eldest) {
            return size() > remembered;
          }
        };
  }

  /**
   * Judges a chain. At first sight this builds paths and verifies signatures, some milliseconds of
   * work: call it off the event loop.
   */
  public ChainFindings inspect(ChainQuestion question, Instant now) {
    Sight sight = Sight.of(question);
    Judgement before = recall(sight, question.chain());
    if (before != null) {
      return before.facts().at(now);
    }
    long version = known.version();
    List<X509Certificate> above = known.above(question.chain());
    Judgement judged = new Judgement(FirstSight.judge(question, above), above, version);
    remember(sight, judged);
    return judged.facts().at(now);
  }

  /** The same from memory alone: cheap enough for an event loop, empty at first sight. */
  public Optional<ChainFindings> known(ChainQuestion question, Instant now) {
    return Optional.ofNullable(recall(Sight.of(question), question.chain()))
        .map(judged -> judged.facts().at(now));
  }

  /** An earlier judgement, unless intermediates that bear upon it were learnt since. */
  private @Nullable Judgement recall(Sight sight, PeerChain chain) {
    Judgement judged;
    synchronized (memo) {
      judged = memo.get(sight);
    }
    if (judged == null || judged.isComplete()) {
      return judged;
    }
    long version = known.version();
    if (judged.version() == version) {
      return judged;
    }
    if (!judged.above().equals(known.above(chain))) {
      return null;
    }
    Judgement still = new Judgement(judged.facts(), judged.above(), version);
    remember(sight, still);
    return still;
  }

  private void remember(Sight sight, Judgement judged) {
    synchronized (memo) {
      memo.put(sight, judged);
    }
  }
}
