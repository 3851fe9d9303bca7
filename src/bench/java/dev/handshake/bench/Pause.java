package dev.handshake.bench;

import java.time.Duration;

/** Time that passes while others work. */
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", interrupted);
    }
  }
}
