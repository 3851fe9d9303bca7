package dev.handshake.revocation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What was fetched, by what was asked for: kept until there is newer, and asked for once at a time.
 * What has run out stays in use until its successor has come, since it still tells its own age.
 *
 * @param <K> what is asked for
 * @param <V> what is learnt
 */
final class Learnt<K, V> {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Function<V, Optional<Instant>> nextUpdate;
  private final Map<K, Item<V>> entries;

  /** One thing that was asked for. */
  record Item<V>(Optional<V> value, Optional<String> trouble, Instant until, Future<?> load) {}

  Learnt(int most, InstantSource clock, Function<V, Optional<Instant>> nextUpdate) {
    this.clock = clock;
    this.nextUpdate = nextUpdate;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Item<V>> eldest) {
            return size() > most;
          }
        };
  }

  /** What is known now; where that is nothing or has run out, loading begins. */
  Item<V> ask(K key, Supplier<Future<V>> loader) {
    Promise<V> load = Promise.promise();
    Item<V> begun;
    synchronized (entries) {
      Item<V> known = entries.get(key);
      boolean good = known != null && clock.instant().isBefore(known.until());
      if (known != null && (good || !known.load().isComplete())) {
        return known;
      }
      Optional<V> old = known == null ? Optional.empty() : known.value();
      begun = new Item<>(old, Optional.empty(), clock.instant(), load.future());
      entries.put(key, begun);
    }
    loader
        .get()
        .onComplete(done -> {
          Item<V> ended =
              done.succeeded()
                  ? loaded(done.result(), load.future())
                  : failed(begun.value(), done.cause(), load.future());
          synchronized (entries) {
            entries.put(key, ended);
          }
          if (done.succeeded()) {
            load.complete(done.result());
          } else {
            load.fail(done.cause());
          }
        });
    return begun;
  }

  private Item<V> loaded(V value, Future<?> load) {
    Instant now = clock.instant();
    Instant until =
        nextUpdate
            .apply(value)
            .map(next -> bounded(now, Duration.between(now, next)))
            .orElse(now.plus(AFTER_FAILURE));
    return new Item<>(Optional.of(value), Optional.empty(), until, load);
  }

  private static Instant bounded(Instant now, Duration wanted) {
    if (wanted.compareTo(SHORTEST) < 0) {
      return now.plus(SHORTEST);
    }
    return now.plus(wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted);
  }

  private Item<V> failed(Optional<V> old, Throwable cause, Future<?> load) {
    String trouble = String.valueOf(cause.getMessage());
    return new Item<>(old, Optional.of(trouble), clock.instant().plus(AFTER_FAILURE), load);
  }
}
