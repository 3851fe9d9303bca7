package dev.handshake.agent;

import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the agent may be relied on: each target of the start was probed once, or a minute has
 * passed.
 */
final class Readiness implements ReportListener {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final InstantSource clock;
  private final Instant started;

  Readiness(List<Target> targets, InstantSource clock) {
    targets.forEach(target -> waiting.add(target.name()));
    this.clock = clock;
    this.started = clock.instant();
  }

  boolean ready() {
    if (!waiting.isEmpty() && Duration.between(started, clock.instant()).compareTo(LONGEST) >= 0) {
      waiting.clear();
    }
    return waiting.isEmpty();
  }

  @Override
  public void report(Report report, TargetStatus status) {
    waiting.remove(report.target().name());
  }

  @Override
  public void skipped(Target target, TargetStatus status) {
    waiting.remove(target.name());
  }

  @Override
  public void removed(Target target) {
    waiting.remove(target.name());
  }
}
