package dev.handshake.probe;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How much time a probe has lost because its own event loop hung: what a peer sent meanwhile has
 * not been read, so that this time is given back rather than booked as the peer's silence.
 */
final class LostTime {
  private static final Duration NOTEWORTHY = Duration.ofMillis(250);

  /** More than early probes stumble over while their code is loaded on a busy machine. */
  private static final Duration NOTEWORTHY_EARLY = Duration.ofSeconds(3);

  /** What is given back at most: a machine that never keeps up must not keep a probe for ever. */
  static final Duration MOST = Duration.ofSeconds(5);

  private final Supplier<Duration> total;
  private final Duration noteworthy;
  private final Duration atStart;

  /**
   * @param total what the loop has lost since it began
   * @param early whether the probe is among the first on its loop, for which code is loaded and
   *     compiled
   */
  LostTime(Supplier<Duration> total, boolean early) {
    this.total = total;
    this.noteworthy = early ? NOTEWORTHY_EARLY : NOTEWORTHY;
    this.atStart = total.get();
  }

  /** What was lost since the probe began; zero where the loop kept up. */
  Duration since() {
    return total.get().minus(atStart);
  }

  /** Whether so much was lost that durations are not the peer's. */
  boolean isLate() {
    return since().compareTo(noteworthy) > 0;
  }

  /**
   * Runs something after a time, and only once what was lost meanwhile is given back, up to {@link
   * #MOST}: what has come in that time is read first.
   *
   * @param timers is given each timer that is set for it
   */
  void schedule(
      EventExecutor executor, long nanos, Runnable what, Consumer<ScheduledFuture<?>> timers) {
    Duration lostBefore = since();
    schedule(executor, nanos, lostBefore, lostBefore.plus(MOST), what, timers);
  }

  private void schedule(
      EventExecutor executor,
      long nanos,
      Duration lostBefore,
      Duration most,
      Runnable what,
      Consumer<ScheduledFuture<?>> timers) {
    Runnable due =
        () -> {
          Duration lost = since();
          Duration lostNow = lost.compareTo(most) < 0 ? lost : most;
          Duration meanwhile = lostNow.minus(lostBefore);
          if (meanwhile.isPositive()) {
            schedule(executor, meanwhile.toNanos(), lostNow, most, what, timers);
          } else {
            what.run();
          }
        };
    timers.accept(executor.schedule(due, nanos, TimeUnit.NANOSECONDS));
  }
}
