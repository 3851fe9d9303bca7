package dev.handshake.monitor;

import dev.handshake.observation.Engine;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import io.vertx.core.Future;

/** One whole look at a target: probe, inspect, diagnose; without gate and without store. */
@FunctionalInterface
public interface Examination {
  /**
   * Examines a target once.
   *
   * @return a report, always: a failure of the peer is data, one of ours is the reason {@code
   *     internal}
   */
  Future<Report> examine(Target target, Engine engine);
}
