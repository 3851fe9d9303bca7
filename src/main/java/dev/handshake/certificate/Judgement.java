package dev.handshake.certificate;

import dev.handshake.reason.Check;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a chain at first sight, and what that came to when it was last asked for. Safe
 * for use by many threads.
 */
final class Judgement {
  private final PathFacts facts;
  private final List<X509Certificate> above;
  private volatile long version;
  private volatile @Nullable Dated latest;

  /** Findings, and the time in which they stay the same. */
  private record Dated(ChainFindings findings, Span span) {}

  /**
   * @param above the known intermediates that it was judged with
   * @param version of all known intermediates at that time
   */
  Judgement(PathFacts facts, List<X509Certificate> above, long version) {
    this.facts = facts;
    this.above = above;
    this.version = version;
  }

  List<X509Certificate> above() {
    return above;
  }

  /** Whether what was sent is all that counts. */
  boolean isComplete() {
    return facts.checks().getOrDefault(Check.TRUST, false)
        && facts.checks().getOrDefault(Check.CHAIN_COMPLETE, false);
  }

  /** Whether it was judged, or found to hold still, with this version of what is known. */
  boolean isOf(long known) {
    return version == known;
  }

  void stillHoldsAt(long known) {
    version = known;
  }

  /** The findings at a given time. */
  ChainFindings at(Instant now) {
    Dated dated = latest;
    if (dated == null || !dated.span().contains(now)) {
      dated = new Dated(facts.at(now), Span.around(now, facts.dates()));
      latest = dated;
    }
    return dated.findings();
  }
}
