package dev.handshake.schedule;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each of many tasks in its interval: spread evenly, never one twice at once, at most so many
 * together, in a steady flow, and while the event loops keep up. One timer is set, for whatever is
 * due next.
 *
 * <p>Its methods may be called from any thread; they take effect on the schedule's loop, in order.
 */
public final class Schedule {
  private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

  /** How soon one looks again where something is due and may not start yet. */
  private static final Duration RETRY = Duration.ofMillis(5);

  private final Conditions conditions;
  private final Cycle cycle;
  private final Timetable timetable = new Timetable();
  private final Pace pace;
  private final Promise<Void> drained = Promise.promise();

  private volatile int inFlight;
  private boolean stopped;
  private Instant lastStart;
  private @Nullable Instant wakeUp;
  private Runnable cancelTimer = () -> {};

  public Schedule(Conditions conditions, Cycle cycle) {
    this.conditions = conditions;
    this.cycle = cycle;
    this.lastStart = conditions.clock().instant();
    this.pace = new Pace(lastStart);
  }

  /** Adds a task with its first run in the first round, or gives one that exists its interval. */
  public void put(String task, Duration interval) {
    conditions.loop().execute(() -> put(task, interval, Optional.empty()));
  }

  /** Adds a task, or changes one that exists, and makes it due at the given instant. */
  public void put(String task, Duration interval, Instant due) {
    conditions.loop().execute(() -> put(task, interval, Optional.of(due)));
  }

  /** Takes a task out; a run under way goes on and is its last. */
  public void remove(String task) {
    conditions.loop().execute(() -> timetable.remove(task));
  }

  /** Makes a task due at once, before others; if it is running, as soon as that has ended. */
  public void dueNow(String task) {
    conditions
        .loop()
        .execute(() -> {
          timetable.dueNow(task, conditions.clock().instant());
          turn();
        });
  }

  /** How many tasks are running. */
  public int inFlight() {
    return inFlight;
  }

  /**
   * For how long nothing has started although something was due and might have. To be asked on the
   * loop.
   */
  public Duration overdue() {
    Instant now = conditions.clock().instant();
    if (stopped || permits() == 0 || !conditions.keepsUp().getAsBoolean()) {
      return Duration.ZERO;
    }
    return timetable
        .nextDue()
        .map(due -> Duration.between(due.isAfter(lastStart) ? due : lastStart, now))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  /** Starts nothing any more; the future completes once what is running has ended. */
  public Future<Void> stop() {
    conditions
        .loop()
        .execute(() -> {
          stopped = true;
          cancelTimer.run();
          completeIfDrained();
        });
    return drained.future();
  }

  private void put(String task, Duration interval, Optional<Instant> due) {
    timetable.put(task, interval, due, conditions.clock().instant());
    turn();
  }

  /** Starts what is due and may start, and sets the timer for the rest. */
  private void turn() {
    if (stopped) {
      return;
    }
    Instant now = conditions.clock().instant();
    var due = timetable.take(now, Math.min(permits(), pace.available(now)));
    pace.spend(due.size());
    due.forEach(task -> start(task, now));
    timetable.nextDue().ifPresent(next -> wakeUpFor(next, now));
  }

  /** One task may always run, so that an agent on a starved machine is late rather than silent. */
  private int permits() {
    int allowed = conditions.keepsUp().getAsBoolean() ? conditions.inFlight().getAsInt() : 1;
    return Math.max(0, allowed - inFlight);
  }

  private void wakeUpFor(Instant next, Instant now) {
    if (!next.isAfter(now) && inFlight >= conditions.inFlight().getAsInt()) {
      return;
    }
    Instant at = next.isAfter(now) ? next : now.plus(RETRY);
    if (wakeUp != null && !at.isBefore(wakeUp)) {
      return;
    }
    cancelTimer.run();
    wakeUp = at;
    cancelTimer = conditions.loop().after(Duration.between(now, at), this::wokenUp);
  }

  private void wokenUp() {
    wakeUp = null;
    turn();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop alone, read from anywhere
  private void start(Timetable.Due due, Instant now) {
    inFlight++;
    lastStart = now;
    tell(() -> conditions.listener().started(due.task(), Duration.between(due.due(), now)));
    Future<Next> run;
    try {
      run = cycle.run(due.task(), due.due(), now);
    } catch (RuntimeException fault) {
      run = Future.failedFuture(fault);
    }
    run.onComplete(result -> conditions.loop().execute(() -> ended(due.task(), result)));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop alone, read from anywhere
  private void ended(String task, AsyncResult<Next> result) {
    inFlight--;
    if (result.failed()) {
      LOG.error("task {}: its cycle failed; it goes on at its regular time", task, result.cause());
    }
    Next next = result.succeeded() ? result.result() : new Next.Regular();
    long missed = timetable.ended(task, next, conditions.clock().instant());
    if (missed > 0) {
      tell(() -> conditions.listener().missed(task, missed));
    }
    completeIfDrained();
    turn();
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException fault) {
      LOG.error("schedule: a listener failed; the schedule goes on", fault);
    }
  }

  private void completeIfDrained() {
    if (stopped && inFlight == 0) {
      drained.tryComplete();
    }
  }
}
