package dev.handshake.genesys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has been heard of the audit trail. Events may be written down late, so that each look goes
 * back an hour beyond the one before; each counts once.
 */
final class AuditTrail {
  private static final Duration LONGEST = Duration.ofDays(14);
  private static final Duration OVERLAP = Duration.ofHours(1);
  private static final int MOST_KINDS = 200;
  private static final int MOST_IDS = 20_000;

  private final Instant started;
  private final Map<Kind, AuditTally> tallies =
      new TreeMap<>(
          Comparator.comparing(Kind::service)
              .thenComparing(Kind::entityType)
              .thenComparing(Kind::action));
  private final Map<String, Instant> heard =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST_IDS;
        }
      };
  private Optional<Instant> upTo = Optional.empty();

  private record Kind(String service, String entityType, String action) {}

  /**
   * A trail of which nothing was heard.
   *
   * @param started events from then on are news
   */
  AuditTrail(Instant started) {
    this.started = started;
  }

  /** From when on the next look goes. */
  Instant from(Instant now) {
    Instant earliest = now.minus(LONGEST);
    return upTo.map(last -> last.minus(OVERLAP)).filter(earliest::isBefore).orElse(earliest);
  }

  /**
   * Takes in what was read.
   *
   * @param to when that look was taken
   * @return what is news
   */
  List<AuditEvent> hear(List<AuditEvent> events, Instant to) {
    List<AuditEvent> news = new ArrayList<>();
    for (AuditEvent event : events) {
      if (heard.put(event.id(), event.time()) == null) {
        boolean isNew = !event.time().isBefore(started);
        count(event, isNew ? 1 : 0);
        if (isNew) {
          news.add(event);
        }
      }
    }
    upTo = Optional.of(to);
    return news;
  }

  private void count(AuditEvent event, int more) {
    Kind kind = new Kind(event.service(), event.entityType(), event.action());
    AuditTally before = tallies.get(kind);
    if (before == null && tallies.size() == MOST_KINDS) {
      return;
    }
    int count = before == null ? 0 : before.count();
    Instant last =
        before == null || before.last().isBefore(event.time()) ? event.time() : before.last();
    tallies.put(
        kind, new AuditTally(kind.service(), kind.entityType(), kind.action(), count + more, last));
  }

  /** Kinds that were not seen for longer than the trail reaches stay with their count. */
  List<AuditTally> tallies() {
    return List.copyOf(tallies.values());
  }
}
