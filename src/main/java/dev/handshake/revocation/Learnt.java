package dev.handshake.revocation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

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
  private final int most;
  private final long heaviest;
  private final ToLongFunction<V> weight;
  private final Map<K, Item<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** One thing that was asked for. */
  record Item<V>(Optional<V> value, Optional<String> trouble, Instant until, Future<?> load) {}

  /**
   * @param most how many are kept; those asked for longest ago make room
   * @param nextUpdate when a value runs out
   */
  Learnt(int most, InstantSource clock, Function<V, Optional<Instant>> nextUpdate) {
    this(most, Long.MAX_VALUE, _ -> 0, clock, nextUpdate);
  }

  /**
   * @param heaviest what all values together may weigh, but for the one learnt last
   * @param weight of a value, in any unit
   */
  Learnt(
      int most,
      long heaviest,
      ToLongFunction<V> weight,
      InstantSource clock,
      Function<V, Optional<Instant>> nextUpdate) {
    this.most = most;
    this.heaviest = heaviest;
    this.weight = weight;
    this.clock = clock;
    this.nextUpdate = nextUpdate;
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
      keep(key, begun);
    }
    Future.succeededFuture()
        .compose(_ -> loader.get())
        .onComplete(done -> {
          Item<V> ended =
              done.succeeded()
                  ? loaded(done.result(), load.future())
                  : failed(begun.value(), done.cause(), load.future());
          synchronized (entries) {
            keep(key, ended);
          }
          if (done.succeeded()) {
            load.complete(done.result());
          } else {
            load.fail(done.cause());
          }
        });
    return begun;
  }

  private void keep(K key, Item<V> item) {
    entries.put(key, item);
    long total = entries.values().stream().mapToLong(this::weighed).sum();
    Iterator<Item<V>> eldest = entries.values().iterator();
    while (entries.size() > most || (total > heaviest && entries.size() > 1)) {
      total -= weighed(eldest.next());
      eldest.remove();
    }
  }

  private long weighed(Item<V> item) {
    return item.value().map(weight::applyAsLong).orElse(0L);
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
