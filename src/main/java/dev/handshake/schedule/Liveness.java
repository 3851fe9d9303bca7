package dev.handshake.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Whether a schedule goes on: its loop turns, and what is due and may start does. It says so again
 * as soon as that is true again. Read from any thread.
 */
public final class Liveness {
  /** How often the loop shows that it turns. */
  static final Duration BEAT = Duration.ofSeconds(5);

  /** A loop that has not turned for so long is stuck. */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  /** So is a schedule that has started nothing for so long although something was due. */
  static final Duration LONGEST_OVERDUE = Duration.ofSeconds(60);

  private final Loop loop;
  private final InstantSource clock;
  private final Supplier<Duration> overdue;
  private volatile Instant lastTurn;
  private volatile boolean idle;

  /**
   * Begins to watch.
   *
   * @param loop of the schedule
   * @param clock one that never goes back
   * @param overdue for how long the schedule has started nothing although it might have; asked on
   *     the loop
   */
  public Liveness(Loop loop, InstantSource clock, Supplier<Duration> overdue) {
    this.loop = loop;
    this.clock = clock;
    this.overdue = overdue;
    this.lastTurn = clock.instant();
    loop.execute(this::beat);
  }

  private void beat() {
    lastTurn = clock.instant();
    idle = overdue.get().compareTo(LONGEST_OVERDUE) > 0;
    loop.after(BEAT, this::beat);
  }

  /** Whether the schedule goes on. */
  public boolean goesOn() {
    return !idle && Duration.between(lastTurn, clock.instant()).compareTo(LONGEST_SILENCE) <= 0;
  }
}
