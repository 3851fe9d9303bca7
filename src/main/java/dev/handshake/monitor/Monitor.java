package dev.handshake.monitor;

import dev.handshake.breaker.BreakerSettings;
import dev.handshake.report.ReportListener;
import dev.handshake.schedule.Conditions;
import dev.handshake.schedule.Next;
import dev.handshake.schedule.Schedule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Watches a set of targets: has each examined when it is due and its breaker lets it, and tells the
 * listeners what became of it.
 *
 * <p>Its methods may be called from any thread; they take effect on the schedule's loop, in order,
 * which is also where their futures complete and listeners are called.
 */
public final class Monitor {
  /** How long one waits before a target may be wished for again. */
  public static final Duration BETWEEN_WISHES = Duration.ofSeconds(10);

  private final Examination examination;
  private final Supplier<BreakerSettings> settings;
  private final Conditions conditions;
  private final RandomGenerator random;
  private final Publisher publisher;
  private final Schedule schedule;
  private final Slices slices;
  private final Map<String, TargetCycle> cycles = new HashMap<>();

  public Monitor(
      Examination examination,
      BreakerSettings settings,
      Conditions conditions,
      RandomGenerator random,
      List<ReportListener> listeners) {
    this(examination, () -> settings, conditions, random, listeners);
  }

  /**
   * @param settings of all breakers, asked for whenever one decides
   */
  public Monitor(
      Examination examination,
      Supplier<BreakerSettings> settings,
      Conditions conditions,
      RandomGenerator random,
      List<ReportListener> listeners) {
    this.examination = examination;
    this.settings = settings;
    this.conditions = conditions;
    this.random = random;
    this.publisher = new Publisher(listeners);
    this.schedule = new Schedule(conditions, this::run);
    this.slices = new Slices(conditions.loop());
  }

  /**
   * Watches these targets from now on and no others. One that is the same as before keeps its
   * breaker and its place in the schedule; one that has changed starts afresh and is due at once.
   *
   * @return fails, and changes nothing, if two have the same name and address
   */
  public Future<Void> apply(Collection<Target> targets) {
    return apply(targets, _ -> false);
  }

  /**
   * The same where something behind targets has changed too, such as the content of an identity or
   * a trust store.
   *
   * @param afresh those that start afresh although they are the same as before
   * @return fails, and changes nothing, if two have the same name and address
   */
  public Future<Void> apply(Collection<Target> targets, Predicate<Target> afresh) {
    Map<String, Target> wanted = LinkedHashMap.newLinkedHashMap(targets.size());
    return slices.run(
        List.of(
            () -> targets.stream().<Runnable>map(target -> () -> want(target, wanted)).iterator(),
            () -> List.copyOf(cycles.keySet()).stream().map(key -> removal(key, wanted)).iterator(),
            () ->
                wanted.values().stream()
                    .<Runnable>map(target -> () -> watch(target, afresh))
                    .iterator()));
  }

  private static void want(Target target, Map<String, Target> wanted) {
    if (wanted.put(target.key(), target) != null) {
      throw new IllegalArgumentException(
          "targets: " + target.name() + " (expected: each name once)");
    }
  }

  /**
   * Watches the targets of the start. The first of them is due at once, so that one soon sees
   * whether anything can be probed from here; the others keep their places in the first round.
   *
   * @return fails, and changes nothing, if two have the same name and address
   */
  public Future<Void> begin(Collection<Target> targets) {
    Optional<String> first = targets.stream().findFirst().map(Target::key);
    return apply(targets).onSuccess(_ -> first.ifPresent(schedule::dueNow));
  }

  /**
   * Wishes for a target to be probed at once, its breaker closed; at all of its addresses where
   * each has a target of its own.
   *
   * @return accepted where one of them is
   */
  public Future<ProbeNow> probeNow(String name) {
    AtomicReference<ProbeNow> answer = new AtomicReference<>(new ProbeNow.Unknown());
    return slices
        .run(() -> List.<Runnable>of(() -> answer.set(wish(name))).iterator())
        .map(_ -> answer.get());
  }

  private ProbeNow wish(String name) {
    List<TargetCycle> named =
        cycles.values().stream().filter(cycle -> cycle.target().name().equals(name)).toList();
    ProbeNow answer = new ProbeNow.Unknown();
    for (TargetCycle cycle : named) {
      ProbeNow one = wish(cycle);
      answer = answer instanceof ProbeNow.Accepted ? answer : one;
    }
    return answer;
  }

  private ProbeNow wish(TargetCycle cycle) {
    ProbeNow answer = cycle.wish(now());
    if (answer instanceof ProbeNow.Accepted) {
      schedule.dueNow(cycle.target().key());
    }
    return answer;
  }

  /** Starts no probe any more; the future completes once those under way have ended. */
  public Future<Void> stop() {
    return schedule.stop();
  }

  /**
   * For how long no probe has begun although one was due and might have. To be asked on the
   * schedule's loop.
   */
  public Duration overdue() {
    return schedule.overdue();
  }

  /** How many probes are under way. */
  public int inFlight() {
    return schedule.inFlight();
  }

  /** How many probes have no report, since their target had changed or gone when they ended. */
  public long dropped() {
    return publisher.dropped();
  }

  /** How often an examination or a listener has failed by throwing, which is a fault of ours. */
  public long faults() {
    return publisher.faults();
  }

  private Future<Next> run(String name, Instant due, Instant started) {
    TargetCycle cycle = cycles.get(name);
    return cycle == null ? gone() : cycle.run(due, started);
  }

  /** The schedule hears of a removal a turn later than the cycles do, and may have begun a run. */
  private Future<Next> gone() {
    publisher.drop();
    return Future.succeededFuture(new Next.Regular());
  }

  private Runnable removal(String key, Map<String, Target> wanted) {
    return () -> {
      TargetCycle cycle = cycles.get(key);
      if (cycle != null && !wanted.containsKey(key)) {
        remove(cycle.target());
      }
    };
  }

  private void watch(Target target, Predicate<Target> afresh) {
    TargetCycle cycle = cycles.get(target.key());
    if (cycle == null) {
      cycles.put(target.key(), cycle(target));
      publisher.tell(listener -> listener.added(target));
      schedule.put(target.key(), interval(target));
    } else if (!cycle.target().equals(target) || afresh.test(target)) {
      replace(target);
    }
  }

  private void replace(Target target) {
    TargetCycle old = cycles.put(target.key(), cycle(target));
    if (old != null) {
      old.end();
    }
    publisher.tell(listener -> listener.added(target));
    schedule.put(target.key(), interval(target), now());
  }

  private void remove(Target target) {
    TargetCycle old = cycles.remove(target.key());
    if (old != null) {
      old.end();
    }
    schedule.remove(target.key());
    publisher.tell(listener -> listener.removed(target));
  }

  private TargetCycle cycle(Target target) {
    return new TargetCycle(target, examination, settings, conditions, random, publisher);
  }

  private Instant now() {
    return conditions.clock().instant();
  }

  private static Duration interval(Target target) {
    return target.module().timing().interval();
  }
}
