package dev.handshake.notify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the receivers have not heard of yet: of each target the newest event, which bounds it by the
 * number of targets however far behind they are. Safe for use from any thread.
 */
final class News {
  private final Map<String, BreakerEvent> events = new LinkedHashMap<>();

  /** Adds an event; says whether there was none, so that somebody has to be sent for it. */
  synchronized boolean add(BreakerEvent event) {
    boolean first = events.isEmpty();
    events.put(event.key(), event);
    return first;
  }

  /** Takes all that there is, the oldest target first. */
  synchronized List<BreakerEvent> take() {
    List<BreakerEvent> taken = List.copyOf(events.values());
    events.clear();
    return taken;
  }
}
