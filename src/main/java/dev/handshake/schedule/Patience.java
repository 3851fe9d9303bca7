package dev.handshake.schedule;

import java.time.Duration;

/**
 * A time that is waited for on a loop, in steps. What the loop itself loses, because the process
 * was halted or starved, counts as one step at most: a step that comes late puts off all after it.
 */
final class Patience {
  private static final Duration STEP = Duration.ofSeconds(1);

  private final Loop loop;
  private final Runnable over;
  private Duration left;
  private Runnable forgetting = () -> {};

  private Patience(Loop loop, Duration longest, Runnable over) {
    this.loop = loop;
    this.left = longest;
    this.over = over;
  }

  /** Begins to wait; {@code over} is run once that was in vain. */
  static Patience begin(Loop loop, Duration longest, Runnable over) {
    Patience patience = new Patience(loop, longest, over);
    patience.step();
    return patience;
  }

  private void step() {
    if (!left.isPositive()) {
      over.run();
      return;
    }
    Duration next = left.compareTo(STEP) < 0 ? left : STEP;
    left = left.minus(next);
    forgetting = loop.after(next, this::step);
  }

  /** Waits no more. */
  void forget() {
    forgetting.run();
  }
}
