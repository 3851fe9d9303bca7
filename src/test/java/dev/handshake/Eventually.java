package dev.handshake;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what becomes true in its own time, without sleeping longer than it takes. */
public final class Eventually {
  private static final long PAUSE = Duration.ofMillis(50).toNanos();

  private Eventually() {}

  /** Assertions that may fail for a while. */
  @FunctionalInterface
  public interface Assertions {
    void check() throws Exception;
  }

  /**
   * Checks again and again until all assertions hold.
   *
   * @throws AssertionError the last one, if they do not hold in time
   */
  public static void holds(Duration patience, Assertions assertions) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        assertions.check();
        return;
      } catch (AssertionError | Exception notYet) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not within " + patience + ": " + notYet.getMessage(), notYet);
        }
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
