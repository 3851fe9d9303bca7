package dev.handshake.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** So many requests a minute for each client, counted from its first one on. */
public final class PlatformLimits {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<String, Used> windows = new ConcurrentHashMap<>();
  private volatile int allowed = 300;

  private record Used(Instant from, int count) {}

  /**
   * Where a client stands after a request.
   *
   * @param reset seconds until it begins again at nothing
   */
  record Standing(int count, int allowed, long reset) {
    boolean exceeded() {
      return count > allowed;
    }
  }

  PlatformLimits(InstantSource clock) {
    this.clock = clock;
  }

  /** Each client may ask so often a minute; the platform's default is 300. */
  public void allow(int perMinute) {
    allowed = perMinute;
  }

  Standing take(String client) {
    Instant now = clock.instant();
    Used used =
        windows.merge(
            client,
            new Used(now, 1),
            (old, one) -> over(old, now) ? one : new Used(old.from(), old.count() + 1));
    long left = Duration.between(now, used.from().plus(WINDOW)).toSeconds();
    return new Standing(used.count(), allowed, Math.max(1, left));
  }

  private static boolean over(Used used, Instant now) {
    return !now.isBefore(used.from().plus(WINDOW));
  }
}
