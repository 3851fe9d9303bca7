package dev.handshake.probe;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How much time a probe has lost because its own event loop hung: what a peer sent meanwhile has
 * not been read, so that this time is given back rather than booked as the peer's silence.
 */
final class LostTime {
  private final Supplier<Duration> total;
  private final Duration atStart;

  /**
   * @param total what the loop has lost since it began
   */
  LostTime(Supplier<Duration> total) {
    this.total = total;
    this.atStart = total.get();
  }

  /** What was lost since the probe began; zero where the loop kept up. */
  Duration since() {
    return total.get().minus(atStart);
  }
}
