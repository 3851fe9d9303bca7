package dev.handshake.outgoing;

import java.time.Duration;

/** Hears of each call that ended, whatever came of it. May be called on any thread. */
@FunctionalInterface
public interface CallListener {
  /**
   * A call ended.
   *
   * @param source for what it was made
   * @param code the status, or {@link CallFault#code} where there was none
   */
  void ended(String source, String code, Duration took);
}
