package dev.handshake.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often a target has shown a leaf that is new: neither the one before it nor any seen in the
 * last 24 hours, so that servers which take turns count once each. The first leaf is no change.
 *
 * @param seen fingerprints and when each was last seen, the newest first; at most 32
 * @param count of changes
 * @param last when the last change was seen
 */
public record LeafChanges(List<Seen> seen, long count, Optional<Instant> last) {
  /** A leaf's fingerprint, and when it was last seen. */
  public record Seen(String fingerprint, Instant time) {}

  static final LeafChanges NONE = new LeafChanges(List.of(), 0, Optional.empty());
  private static final Duration MEMORY = Duration.ofHours(24);
  private static final int MOST = 32;

  public LeafChanges {
    seen = List.copyOf(seen);
  }

  LeafChanges with(String fingerprint, Instant time) {
    boolean known = seen.isEmpty() || remembered(time).stream().anyMatch(it -> is(it, fingerprint));
    List<Seen> now = new ArrayList<>(seen.size() + 1);
    now.add(new Seen(fingerprint, time));
    remembered(time).stream().filter(it -> !is(it, fingerprint)).limit(MOST - 1).forEach(now::add);
    return known
        ? new LeafChanges(now, count, last)
        : new LeafChanges(now, count + 1, Optional.of(time));
  }

  /** The last one seen, however long ago, and those of the last 24 hours. */
  private List<Seen> remembered(Instant now) {
    Instant start = now.minus(MEMORY);
    return Stream.concat(
            seen.stream().limit(1),
            seen.stream().skip(1).filter(earlier -> earlier.time().isAfter(start)))
        .toList();
  }

  private static boolean is(Seen seen, String fingerprint) {
    return seen.fingerprint().equals(fingerprint);
  }
}
