package dev.handshake.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;

/** A clock turned by hand, from a random instant on, and a loop that lives by it. */
public final class VirtualTime implements InstantSource, Loop {
  private record Event(Instant at, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
  private final Instant start =
      Instant.ofEpochSecond(
          ThreadLocalRandom.current().nextLong(4_000_000_000L),
          ThreadLocalRandom.current().nextLong(1_000_000_000L));
  private Instant now = start;
  private long added;

  @Override
  public Instant instant() {
    return now;
  }

  public Instant start() {
    return start;
  }

  @Override
  public void execute(Runnable action) {
    after(Duration.ZERO, action);
  }

  @Override
  public Runnable after(Duration delay, Runnable action) {
    Event event = new Event(now.plus(delay), added++, action);
    events.add(event);
    return () -> events.remove(event);
  }

  /** Lets time pass, and everything happen that falls into it. */
  public void advance(Duration time) {
    Instant end = now.plus(time);
    while (!events.isEmpty() && !events.peek().at().isAfter(end)) {
      Event event = events.remove();
      now = event.at().isAfter(now) ? event.at() : now;
      event.action().run();
    }
    now = end;
  }

  /** Lets what is due now happen. */
  public void settle() {
    advance(Duration.ZERO);
  }

  /** Lets time pass during which nothing happens, as when the process is stopped. */
  public void stall(Duration time) {
    now = now.plus(time);
  }

  /** How many actions wait for their time. */
  public int pending() {
    return events.size();
  }

  public Duration elapsed() {
    return Duration.between(start, now);
  }
}
