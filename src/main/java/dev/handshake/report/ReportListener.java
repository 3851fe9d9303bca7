package dev.handshake.report;

import dev.handshake.breaker.BreakerState;
import dev.handshake.target.Target;

/**
 * Hears what becomes of each target. Calls about one target come one after another and in order;
 * calls about different targets may come from different threads at once. An implementation returns
 * quickly and never blocks; what it throws is logged and counted, and stops nothing.
 */
public interface ReportListener {
  /**
   * A target is watched from now on, before anything else is heard of it. It replaces one of the
   * same name; an equal one has only begun afresh.
   */
  default void added(Target target) {}

  /** A probe has ended; {@code status} already takes it into account. */
  default void report(Report report, TargetStatus status) {}

  /** A probe was due and not sent, because the target's breaker is open. */
  default void skipped(Target target, TargetStatus status) {}

  /**
   * The breaker of a target changed its state.
   *
   * @param cause the report that changed it; where a change of the target or a request to probe
   *     closed it, the last one there was
   */
  default void transition(Target target, BreakerState from, BreakerState to, Report cause) {}

  /** A target is no longer watched; nothing is heard of it afterwards. */
  default void removed(Target target) {}
}
