package dev.handshake.agent;

import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
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
    targets.forEach(target -> waiting.add(target.key()));
    this.clock = clock;
    this.started = clock.instant();
  }

  boolean ready() {
    if (!waiting.isEmpty() && Duration.between(started, clock.instant()).compareTo(LONGEST) >= 0) {
      waiting.clear();
    }
    return waiting.isEmpty();
  }

  /** Waits for each address of a name instead of the name, once they are known. */
  void lookedUp(Collection<Target> targets) {
    List<Target> pinned =
        targets.stream()
            .filter(target -> target.ip().isPresent() && waiting.contains(target.name()))
            .toList();
    pinned.forEach(target -> waiting.add(target.key()));
    pinned.forEach(target -> waiting.remove(target.name()));
  }

  @Override
  public void report(Report report, TargetStatus status) {
    waiting.remove(report.target().key());
  }

  @Override
  public void skipped(Target target, TargetStatus status) {
    waiting.remove(target.key());
  }

  @Override
  public void removed(Target target) {
    waiting.remove(target.key());
  }
}
