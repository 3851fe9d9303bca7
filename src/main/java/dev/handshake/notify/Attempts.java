package dev.handshake.notify;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How often and when a post is tried again. */
record Attempts(RandomGenerator random) {
  private static final int MOST = 4;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /**
   * How long to wait after an attempt, counted from 1: what the receiver asks for within reason,
   * else twice as long as before, shortened at random by up to a half so that agents do not come in
   * step. Empty where it was the last.
   */
  Optional<Duration> pause(int attempt, Optional<Duration> asked) {
    if (attempt >= MOST) {
      return Optional.empty();
    }
    Duration pause =
        asked.orElseGet(() -> FIRST_PAUSE.multipliedBy(1L << (attempt - 1)).dividedBy(2));
    Duration jitter =
        Duration.ofMillis(random.nextLong(FIRST_PAUSE.multipliedBy(1L << attempt).toMillis() / 4));
    Duration wanted = pause.plus(jitter);
    return Optional.of(wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted);
  }
}
