package dev.handshake.monitor;

import java.time.Duration;

/** The answer to the wish that a target be probed at once. */
public sealed interface ProbeNow {
  /** Its breaker is closed and it is due. */
  record Accepted() implements ProbeNow {}

  /**
   * It was wished for less than {@link Monitor#BETWEEN_WISHES} ago.
   *
   * @param remaining how long until it may be wished for again
   */
  record TooSoon(Duration remaining) implements ProbeNow {}

  /** No target has that name. */
  record Unknown() implements ProbeNow {}
}
