package dev.handshake.certificate;

import java.time.Instant;
import java.util.LinkedHashMap;
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

  private final Map<Sight, PathFacts> memo;

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

  /** An inspector that remembers the last 20,000 chains. */
  public ChainInspector() {
    this(REMEMBERED);
  }

  ChainInspector(int remembered) {
    memo =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Sight, PathFacts> eldest) {
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
    PathFacts known = recall(sight);
    if (known != null) {
      return known.at(now);
    }
    PathFacts judged = FirstSight.judge(question);
    remember(sight, judged);
    return judged.at(now);
  }

  /** The same from memory alone: cheap enough for an event loop, empty at first sight. */
  public Optional<ChainFindings> known(ChainQuestion question, Instant now) {
    return Optional.ofNullable(recall(Sight.of(question))).map(facts -> facts.at(now));
  }

  private @Nullable PathFacts recall(Sight sight) {
    synchronized (memo) {
      return memo.get(sight);
    }
  }

  private void remember(Sight sight, PathFacts facts) {
    synchronized (memo) {
      memo.put(sight, facts);
    }
  }
}
