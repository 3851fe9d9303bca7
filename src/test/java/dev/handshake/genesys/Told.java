package dev.handshake.genesys;

import dev.handshake.breaker.BreakerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is told of the API. */
final class Told implements ApiListener {
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<RateLimit> limits = new CopyOnWriteArrayList<>();
  final List<Instant> expiries = new CopyOnWriteArrayList<>();
  final List<BreakerState> states = new CopyOnWriteArrayList<>();

  @Override
  public void requested(String source, String code, Duration took) {
    requests.add(source + " " + code);
  }

  @Override
  public void limited(RateLimit limit) {
    limits.add(limit);
  }

  @Override
  public void tokenExpires(Instant when) {
    expiries.add(when);
  }

  @Override
  public void breaker(BreakerState state) {
    states.add(state);
  }
}
