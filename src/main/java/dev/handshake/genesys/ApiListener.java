package dev.handshake.genesys;

import dev.handshake.breaker.BreakerState;
import java.time.Duration;
import java.time.Instant;

/** Hears how one organization's part of the API behaves. May be called on any thread. */
public interface ApiListener {
  /** Hears nothing. */
  ApiListener NONE =
      new ApiListener() {
        @Override
        public void requested(String source, String code, Duration took) {}

        @Override
        public void limited(RateLimit limit) {}

        @Override
        public void tokenExpires(Instant when) {}

        @Override
        public void breaker(BreakerState state) {}
      };

  /**
   * A request ended, each attempt for itself.
   *
   * @param source the word of a {@link Source}, or {@code token} for the token endpoint
   * @param code the status, or why there was none: {@code timeout}, {@code unreachable}, {@code
   *     untrusted}
   */
  void requested(String source, String code, Duration took);

  /** An answer said how much we may ask. */
  void limited(RateLimit limit);

  /** The access token in use is another one, and ends then. */
  void tokenExpires(Instant when);

  /** The breaker is in this state now; told once at the beginning, too. */
  void breaker(BreakerState state);
}
