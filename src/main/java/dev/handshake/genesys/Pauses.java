package dev.handshake.genesys;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How often and when a request is sent again. */
record Pauses(RandomGenerator random) {
  /** The longest wish of the API that is waited for. */
  static final Duration LONGEST_WISH = Duration.ofMinutes(3);

  private static final int MOST_ATTEMPTS = 3;
  private static final Duration FIRST = Duration.ofSeconds(1);

  /**
   * How long to wait after an attempt, counted from 1: as long as we are asked to, else a second,
   * then two; with up to as much as half of it more, so that agents do not come in step. Empty
   * where it was the last, or where the API wishes to be left alone for too long.
   */
  Optional<Duration> after(int attempt, Optional<Duration> wish) {
    if (attempt >= MOST_ATTEMPTS || wish.filter(Pauses::tooLong).isPresent()) {
      return Optional.empty();
    }
    Duration backoff = FIRST.multipliedBy(1L << (attempt - 1));
    Duration jitter = Duration.ofMillis(random.nextLong(backoff.toMillis() / 2 + 1));
    return Optional.of(wish.orElse(backoff).plus(jitter));
  }

  private static boolean tooLong(Duration wish) {
    return wish.compareTo(LONGEST_WISH) > 0;
  }
}
