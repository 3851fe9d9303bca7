package dev.handshake.agent;

import dev.handshake.probe.Resolution;
import dev.handshake.schedule.Loop;
import dev.handshake.target.AddressFamily;
import dev.handshake.target.Addresses;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a target for each address of those names that are probed at all of them. Names are looked
 * up again at their target's interval. While a name does not resolve, the addresses it had last are
 * still probed, and beside them the target without an address, whose probe says what is wrong with
 * the name.
 *
 * <p>All of it happens on one loop.
 */
final class AddressWatch implements AutoCloseable {
  /** First look-ups follow each other at this distance, so that name servers are not flooded. */
  private static final Duration BETWEEN_FIRST = Duration.ofMillis(5);

  private static final Logger LOG = LoggerFactory.getLogger(AddressWatch.class);

  private final BiFunction<String, AddressFamily, Future<Resolution>> lookUp;
  private final Loop loop;
  private final Watch apply;
  private List<Target> plain = List.of();
  private Map<String, Entry> entries = Map.of();
  private boolean closed;

  /** Has targets watched. */
  @FunctionalInterface
  interface Watch {
    /**
     * Watches these targets from now on and no others.
     *
     * @param afresh those that start afresh although they are the same as before
     */
    Future<Void> apply(Collection<Target> all, Predicate<Target> afresh);
  }

  /** What stands now for a target whose name has to be looked up. */
  private static final class Entry {
    private final Target target;
    private List<Target> targets;

    Entry(Target target, List<Target> targets) {
      this.target = target;
      this.targets = targets;
    }
  }

  /**
   * @param lookUp gives a host's addresses of a family
   * @param apply is given all targets, whenever they are others than before
   */
  AddressWatch(
      BiFunction<String, AddressFamily, Future<Resolution>> lookUp, Loop loop, Watch apply) {
    this.lookUp = lookUp;
    this.loop = loop;
    this.apply = apply;
  }

  /** Begins to watch names; their targets are there once they were looked up. */
  void start(List<Target> targets) {
    List<Target> simple = plain(targets);
    List<Target> named = named(targets);
    loop.execute(() -> take(simple, named));
  }

  /**
   * Watches these targets from now on and no others. One that is the same as before is left alone,
   * and one that has changed keeps the addresses of its name until that is looked up again.
   *
   * @param afresh those that start afresh although they are the same as before
   * @return completes once they are watched
   */
  Future<Void> become(List<Target> targets, Predicate<Target> afresh) {
    List<Target> simple = plain(targets);
    List<Target> named = named(targets);
    Promise<Void> watched = Promise.promise();
    loop.execute(() -> {
      if (closed) {
        watched.complete();
      } else {
        take(simple, named);
        tell(afresh).onComplete(watched);
      }
    });
    return watched.future();
  }

  private void take(List<Target> simple, List<Target> named) {
    plain = simple;
    Map<String, Entry> before = entries;
    entries = LinkedHashMap.newLinkedHashMap(named.size());
    Duration delay = Duration.ZERO;
    for (Target target : named) {
      Entry old = before.get(target.name());
      Entry entry =
          old != null && old.target.equals(target) ? old : new Entry(target, first(target, old));
      entries.put(target.name(), entry);
      if (entry != old) {
        loop.after(delay, () -> look(entry));
        delay = delay.plus(BETWEEN_FIRST);
      }
    }
  }

  private static List<Target> first(Target target, @Nullable Entry old) {
    return old != null && isSameName(old.target, target)
        ? old.targets.stream().map(one -> one.ip().map(target::at).orElse(target)).toList()
        : List.of();
  }

  private static boolean isSameName(Target one, Target other) {
    return one.name().equals(other.name())
        && one.endpoint().equals(other.endpoint())
        && one.module().family() == other.module().family();
  }

  /** Those of the targets that need no look-up. */
  static List<Target> plain(List<Target> targets) {
    return targets.stream().filter(target -> !isEach(target)).toList();
  }

  private static List<Target> named(List<Target> targets) {
    return targets.stream().filter(AddressWatch::isEach).toList();
  }

  /** What stands for a target, given what its name came to and what stood for it before. */
  static List<Target> entries(Target target, Resolution resolution, List<Target> before) {
    return switch (resolution) {
      case Resolution.Resolved(var addresses) ->
          addresses.stream().distinct().map(target::at).toList();
      case Resolution.Unresolved _ -> {
        List<Target> kept = new ArrayList<>(before);
        kept.removeIf(target::equals);
        kept.add(target);
        yield List.copyOf(kept);
      }
    };
  }

  static boolean isEach(Target target) {
    return target.module().route().addresses() == Addresses.ALL && target.ip().isEmpty();
  }

  private void look(Entry entry) {
    if (isWatched(entry)) {
      Target target = entry.target;
      lookUp
          .apply(target.endpoint().host(), target.module().family())
          .onSuccess(resolution -> loop.execute(() -> seen(entry, resolution)))
          .onFailure(fault -> LOG.error("cannot look up {}", target.endpoint().host(), fault))
          .onComplete(_ ->
              loop.execute(
                  () -> loop.after(target.module().timing().interval(), () -> look(entry))));
    }
  }

  private boolean isWatched(Entry entry) {
    return !closed && entries.get(entry.target.name()) == entry;
  }

  private void seen(Entry entry, Resolution resolution) {
    List<Target> now = entries(entry.target, resolution, entry.targets);
    boolean others = now.size() != entry.targets.size() || !now.containsAll(entry.targets);
    if (isWatched(entry) && others) {
      entry.targets = now;
      var _ = tell(_ -> false);
    }
  }

  /** Of those that need no look-up there may be very many, which are not gone through here. */
  private Future<Void> tell(Predicate<Target> afresh) {
    List<Target> all = new ArrayList<>(plain);
    entries.values().forEach(entry -> all.addAll(entry.targets));
    return apply.apply(all, afresh);
  }

  @Override
  public void close() {
    loop.execute(() -> closed = true);
  }
}
