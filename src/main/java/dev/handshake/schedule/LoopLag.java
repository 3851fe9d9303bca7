package dev.handshake.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * How late event loops are, by a timer that runs on each: what it was late by when it last came, or
 * what it is already overdue by. Read from any thread.
 */
public final class LoopLag {
  /** How often each loop is looked at. */
  public static final Duration PERIOD = Duration.ofMillis(20);

  /** Lag up to which loops keep up: well above a garbage collection, well below a phase timeout. */
  public static final Duration BOUND = Duration.ofMillis(100);

  private final InstantSource clock;
  private final List<Watch> watches;

  /** Begins to watch. */
  public LoopLag(List<Loop> loops, InstantSource clock) {
    this.clock = clock;
    this.watches = loops.stream().map(Watch::new).toList();
    watches.forEach(watch -> watch.loop.execute(watch::arm));
  }

  /** The lag of the loop that is furthest behind. */
  public Duration lag() {
    Instant now = clock.instant();
    return watches.stream()
        .map(watch -> watch.lag(now))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Whether every loop is within {@link #BOUND}. */
  public boolean keepsUp() {
    return lag().compareTo(BOUND) <= 0;
  }

  /**
   * How much time a loop has lost since the watch began: all that it was late by, where that was
   * more than {@link #BOUND}, and what it is overdue by now.
   *
   * @param loop its place among the loops watched, from 0
   */
  public Duration lost(int loop) {
    return watches.get(loop).lost(clock.instant());
  }

  /** Stops watching. */
  public void stop() {
    watches.forEach(watch -> watch.stopped = true);
  }

  private final class Watch {
    final Loop loop;
    volatile Instant expected;
    volatile Duration last = Duration.ZERO;
    volatile Duration lost = Duration.ZERO;
    volatile boolean stopped;

    Watch(Loop loop) {
      this.loop = loop;
      this.expected = clock.instant().plus(PERIOD);
    }

    Duration lag(Instant now) {
      Duration overdue = Duration.between(expected, now);
      return overdue.compareTo(last) > 0 ? overdue : last;
    }

    Duration lost(Instant now) {
      return lost.plus(beyondBound(Duration.between(expected, now)));
    }

    private void arm() {
      expected = clock.instant().plus(PERIOD);
      loop.after(PERIOD, this::came);
    }

    private void came() {
      if (!stopped) {
        last = Duration.between(expected, clock.instant());
        lost = lost.plus(beyondBound(last));
        arm();
      }
    }
  }

  private static Duration beyondBound(Duration late) {
    return late.compareTo(BOUND) > 0 ? late : Duration.ZERO;
  }
}
