package dev.handshake.ondemand;

import dev.handshake.report.TargetState;
import java.time.Duration;

/** What becomes of the wish for a probe. */
public sealed interface Answer {
  /**
   * The target's state by one probe.
   *
   * @param skipped whether that is an earlier probe, since the target's breaker is not closed
   * @param within the time that there was
   */
  record Probed(TargetState state, boolean skipped, Duration within) implements Answer {}

  /** The question makes no sense. */
  record Malformed(String text) implements Answer {}

  /** What was asked may not be done, and nothing was dialled. */
  record Forbidden(String text) implements Answer {}

  /** Too much is under way; it may be asked again in a moment. */
  record Busy(String text) implements Answer {}
}
