package dev.handshake.report;

import dev.handshake.observation.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How often a target has shown something that is new: neither what it showed before nor anything
 * seen in the last 24 hours, so that servers which take turns count once each. The first is no
 * change.
 *
 * @param seen what was shown, and when each was last seen, the newest first; at most 32
 * @param count of changes
 * @param last the last change
 */
public record Changes(List<Seen> seen, long count, Optional<Change> last) {
  /**
   * What was shown, and when it was last seen.
   *
   * @param engine by which it was seen, where an answer depends on which engine asks; values are
   *     compared with those that the same one saw
   */
  record Seen(String value, Optional<Engine> engine, Instant time) {
    private boolean isLike(Seen other) {
      return engine.equals(other.engine) && value.equals(other.value);
    }
  }

  /** That one value took the place of another, and when the probe that saw it began. */
  public record Change(String from, String to, Instant time) {}

  static final Changes NONE = new Changes(List.of(), 0, Optional.empty());
  private static final Duration MEMORY = Duration.ofHours(24);
  private static final int MOST = 32;

  public Changes {
    seen = List.copyOf(seen);
  }

  /** The same after one more was shown. */
  Changes with(Seen now) {
    if (seen.size() == 1 && seen.getFirst().isLike(now)) {
      return new Changes(List.of(now), count, last);
    }
    Optional<Seen> before = seen.stream().filter(it -> it.engine.equals(now.engine)).findFirst();
    if (before.isEmpty() || before.get().isLike(now) || recently(now)) {
      return new Changes(remembered(now), count, last);
    }
    Change change = new Change(before.get().value, now.value, now.time);
    return new Changes(remembered(now), count + 1, Optional.of(change));
  }

  private boolean recently(Seen now) {
    return seen.stream().anyMatch(it -> it.isLike(now) && within(it, now));
  }

  /** What each engine saw last, however long ago, and all else of the last 24 hours. */
  private List<Seen> remembered(Seen now) {
    List<Seen> kept = new ArrayList<>(seen.size() + 1);
    Set<Optional<Engine>> engines = new HashSet<>();
    kept.add(now);
    engines.add(now.engine);
    for (Seen earlier : seen) {
      boolean latest = engines.add(earlier.engine);
      if (kept.size() < MOST && !earlier.isLike(now) && (latest || within(earlier, now))) {
        kept.add(earlier);
      }
    }
    return kept;
  }

  private static boolean within(Seen earlier, Seen now) {
    return earlier.time.isAfter(now.time.minus(MEMORY));
  }
}
