package dev.handshake.notify;

import java.util.EnumMap;
import java.util.Map;

/** What became of notifications, counted. */
final class Counts implements NotificationListener {
  private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);

  @Override
  public synchronized void ended(String receiver, Outcome outcome, int count) {
    counts.merge(outcome, count, Integer::sum);
  }

  synchronized int of(Outcome outcome) {
    return counts.getOrDefault(outcome, 0);
  }
}
