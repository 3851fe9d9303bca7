package dev.handshake.breaker;

import static dev.handshake.breaker.BreakerState.CLOSED;
import static dev.handshake.breaker.BreakerState.HALF_OPEN;
import static dev.handshake.breaker.BreakerState.OPEN;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * May one target be probed now. Consecutive failures that were due close together open it; open, it
 * lets nothing through until the time for one trial has come; the trial closes it or opens it again
 * for twice as long.
 *
 * <p>It reads no clock and starts no timer: every instant is given to it. Not thread-safe.
 */
public final class Breaker {
  private final Supplier<BreakerSettings> settings;
  private final Deque<Instant> lastDue = new ArrayDeque<>(2);
  private BreakerState state = CLOSED;
  private int failures;
  private int failedTrials;
  private @Nullable Instant until;
  private long generation;

  public Breaker(BreakerSettings settings) {
    this(() -> settings);
  }

  /**
   * One whose settings may change. It keeps its state then; whatever comes next follows the new
   * ones.
   */
  public Breaker(Supplier<BreakerSettings> settings) {
    this.settings = settings;
  }

  /** Asks whether the target may be probed. An open breaker whose time has come half-opens. */
  public Admission admit(Instant now) {
    if (until == null) {
      return new Admission.Probe(ticket());
    }
    if (state == HALF_OPEN || now.isBefore(until)) {
      return new Admission.Skip(until);
    }
    move(HALF_OPEN);
    return new Admission.Trial(ticket());
  }

  /** A ticket of its present state, for a probe that counts whatever came before its end. */
  public Admission.Ticket ticket() {
    return new Admission.Ticket(generation);
  }

  /**
   * Takes the end of a probe into account. One that began before the last change of state or reset
   * is ignored.
   *
   * @param due when the probe was due, which is what the window is measured by
   * @param now when it ended
   */
  public Optional<Transition> record(
      Admission.Ticket ticket, Verdict verdict, Instant due, Instant now) {
    if (ticket.generation() != generation) {
      return Optional.empty();
    }
    return switch (verdict) {
      case SUCCESS -> close();
      case FAILURE -> fail(due, now);
      case NOT_REACHED -> undecided(now.plus(openFor()));
      case NO_CHANGE -> undecided(now);
    };
  }

  /** Closes it and forgets every failure: its target is another one now, or somebody asked. */
  public Optional<Transition> reset() {
    Optional<Transition> closed = close();
    generation++;
    return closed;
  }

  public BreakerState state() {
    return state;
  }

  /** How many probes in a row have failed in a way that counts. */
  public int failures() {
    return failures;
  }

  /** When the next trial is due; present while it is open. */
  public Optional<Instant> until() {
    return state == OPEN ? Optional.ofNullable(until) : Optional.empty();
  }

  private Optional<Transition> close() {
    failures = 0;
    lastDue.clear();
    until = null;
    failedTrials = 0;
    return state == CLOSED ? Optional.empty() : Optional.of(move(CLOSED));
  }

  private Optional<Transition> fail(Instant due, Instant now) {
    failures++;
    if (state == HALF_OPEN) {
      failedTrials++;
      return Optional.of(open(now.plus(openFor())));
    }
    lastDue.addLast(due);
    BreakerSettings rule = settings.get();
    while (lastDue.size() > rule.failures()) {
      lastDue.removeFirst();
    }
    return enoughWithinWindow(rule) ? Optional.of(open(now.plus(openFor()))) : Optional.empty();
  }

  private boolean enoughWithinWindow(BreakerSettings rule) {
    return lastDue.size() == rule.failures()
        && Duration.between(lastDue.getFirst(), lastDue.getLast()).compareTo(rule.window()) <= 0;
  }

  private Duration openFor() {
    BreakerSettings rule = settings.get();
    Duration open = rule.openFor();
    for (int trial = 0; trial < failedTrials; trial++) {
      if (open.compareTo(rule.maxOpenFor()) >= 0) {
        return rule.maxOpenFor();
      }
      open = open.multipliedBy(2);
    }
    return open.compareTo(rule.maxOpenFor()) < 0 ? open : rule.maxOpenFor();
  }

  /** A probe that told nothing about the target: a trial is put off, anything else goes on. */
  private Optional<Transition> undecided(Instant nextTrial) {
    return state == HALF_OPEN ? Optional.of(open(nextTrial)) : Optional.empty();
  }

  private Transition open(Instant nextTrial) {
    until = nextTrial;
    return move(OPEN);
  }

  private Transition move(BreakerState to) {
    Transition transition = new Transition(state, to);
    state = to;
    generation++;
    return transition;
  }
}
