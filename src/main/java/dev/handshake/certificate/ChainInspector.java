package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what is true of a chain. What does not depend on the time is judged once for a chain,
 * anchors and a name, and remembered; dates are judged on every call, so that an expiry shows at
 * once. While no date tells otherwise, the findings are the same object.
 *
 * <p>Nothing that a peer can send makes it throw. Safe for use by many threads.
 */
public final class ChainInspector {
  private static final int REMEMBERED = 50_000;

  /** A parsed certificate takes several times the bytes that it was parsed from. */
  private static final int REMEMBERED_BYTES = 32 * 1024 * 1024;

  private final KnownIntermediates known;
  private final Judgements memo;

  /** An inspector that remembers the last 50,000 questions, and knows of no intermediates. */
  public ChainInspector() {
    this(new KnownIntermediates());
  }

  /**
   * An inspector that remembers the last 50,000 questions, about at most 32 MiB of chains.
   *
   * @param known what may complete a chain, beside the intermediates of the trust store; chains
   *     that what is known bears upon are judged anew when it changes
   */
  public ChainInspector(KnownIntermediates known) {
    this(known, REMEMBERED, REMEMBERED_BYTES);
  }

  ChainInspector(KnownIntermediates known, int remembered, int bytes) {
    this.known = known;
    this.memo = new Judgements(remembered, bytes);
  }

  /**
   * Judges a chain. At first sight this builds paths and verifies signatures, some milliseconds of
   * work: call it off the event loop.
   */
  public ChainFindings inspect(ChainQuestion question, Instant now) {
    Judgement before = recall(question);
    if (before != null) {
      return before.at(now);
    }
    long version = known.version();
    List<X509Certificate> above = known.above(question.chain());
    Judgement judged = new Judgement(FirstSight.judge(question, above), above, version);
    memo.put(question, judged);
    return judged.at(now);
  }

  /** The same from memory alone: cheap enough for an event loop, empty at first sight. */
  public Optional<ChainFindings> known(ChainQuestion question, Instant now) {
    return Optional.ofNullable(recall(question)).map(judged -> judged.at(now));
  }

  /** An earlier judgement, unless intermediates that bear upon it were learnt since. */
  private @Nullable Judgement recall(ChainQuestion question) {
    Judgement judged = memo.get(question);
    if (judged == null || judged.isComplete()) {
      return judged;
    }
    long version = known.version();
    if (judged.isOf(version)) {
      return judged;
    }
    if (!judged.above().equals(known.above(question.chain()))) {
      return null;
    }
    judged.stillHoldsAt(version);
    return judged;
  }
}
