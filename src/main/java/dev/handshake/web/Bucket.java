package dev.handshake.web;

import java.time.Duration;
import java.time.Instant;

/** What is left of a rate limit: a bucket of tokens, one for each request. */
final class Bucket {
  private final RateLimit limit;
  private double tokens;
  private Instant filled;

  Bucket(RateLimit limit, Instant now) {
    this.limit = limit;
    this.tokens = limit.burst();
    this.filled = now;
  }

  RateLimit limit() {
    return limit;
  }

  /** Takes a token, if there is one. */
  synchronized boolean take(Instant now) {
    Duration passed = Duration.between(filled, now);
    if (passed.isPositive()) {
      double more = (double) passed.toMillis() / Math.max(1, limit.interval().toMillis());
      tokens = Math.min(limit.burst(), tokens + more);
    }
    filled = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
