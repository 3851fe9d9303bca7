package dev.handshake.lab;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was asked of the stand-in, so that one can prove that nobody asks in a loop. */
public final class PlatformCounts {
  private static final int KEPT = 20_000;

  private final Deque<Asked> asked = new ArrayDeque<>();

  /**
   * One request.
   *
   * @param time on the stand-in's clock
   * @param host login, api, apps, crl, cxone, status, identity, or a gateway's name
   * @param path without its query
   * @param query empty where there is none
   */
  public record Asked(Instant time, String host, String method, String path, String query) {}

  synchronized void add(Asked request) {
    asked.addLast(request);
    if (asked.size() > KEPT) {
      asked.removeFirst();
    }
  }

  /** The requests since the last {@link #clear}, the oldest first; the newest 20,000 of them. */
  public synchronized List<Asked> all() {
    return List.copyOf(asked);
  }

  /** How many requests there were. */
  public int total() {
    return all().size();
  }

  /** How many requests of a method to exactly that path. */
  public int of(String method, String path) {
    return (int)
        all().stream().filter(it -> it.method().equals(method) && it.path().equals(path)).count();
  }

  /** How many requests to paths that begin so. */
  public int under(String prefix) {
    return (int) all().stream().filter(it -> it.path().startsWith(prefix)).count();
  }

  /** How many requests to paths that begin so, not before a moment. */
  public int under(String prefix, Instant since) {
    return (int)
        all().stream()
            .filter(it -> it.path().startsWith(prefix) && !it.time().isBefore(since))
            .count();
  }

  /** How many requests by method and path, such as {@code GET /api/v2/date}. */
  public Map<String, Integer> byPath() {
    Map<String, Integer> counts = new TreeMap<>();
    all().forEach(it -> counts.merge(it.method() + " " + it.path(), 1, Integer::sum));
    return counts;
  }

  /** Begins again at nothing. */
  public synchronized void clear() {
    asked.clear();
  }
}
