package dev.handshake.notify;

import dev.handshake.breaker.BreakerState;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Target;
import java.time.Instant;

/**
 * A breaker opened or closed.
 *
 * @param status where the breaker stands since
 * @param cause the probe that made it do so
 */
record BreakerEvent(
    Target target, BreakerState from, Instant time, TargetStatus status, ProbeRecord cause) {
  /** The same, where it goes on for the same reason, open since the other's time. */
  BreakerEvent since(BreakerEvent other) {
    return isOpen() && other.isOpen() && reason().equals(other.reason())
        ? new BreakerEvent(target, from, other.time, status, cause)
        : this;
  }

  boolean isOpen() {
    return status.state() == BreakerState.OPEN;
  }

  /** What tells its target from all others. */
  String key() {
    return target.key();
  }

  /** Why it opened; empty where that is unknown. */
  String reason() {
    return cause.diagnosis().reason().map(reason -> reason.word()).orElse("");
  }
}
