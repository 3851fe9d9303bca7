package dev.handshake.genesys;

import dev.handshake.schedule.Grid;
import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Does something in every interval, at a place that follows from a name alone, and for the first
 * time within a few seconds. One round never overlaps the one before. All on one loop.
 */
final class Round {
  /** All first rounds are begun after this. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  private final Grid grid;
  private final Loop loop;
  private final InstantSource clock;
  private final Supplier<Future<Void>> work;
  private Runnable cancel = () -> {};
  private boolean stopped;

  /**
   * @param work its future never fails
   */
  Round(
      String name, Duration interval, Loop loop, InstantSource clock, Supplier<Future<Void>> work) {
    this.grid = Grid.of(name, interval);
    this.loop = loop;
    this.clock = clock;
    this.work = work;
  }

  void start() {
    cancel =
        loop.after(
            FIRST.multipliedBy((long) (grid.fraction() * 1_000)).dividedBy(1_000), this::turn);
  }

  private void turn() {
    if (!stopped) {
      work.get().onComplete(_ -> again());
    }
  }

  private void again() {
    if (!stopped) {
      Instant now = clock.instant();
      cancel = loop.after(Duration.between(now, grid.after(now)), this::turn);
    }
  }

  void stop() {
    stopped = true;
    cancel.run();
  }
}
