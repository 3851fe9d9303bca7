package dev.handshake.agent;

import dev.handshake.breaker.BreakerSettings;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import java.time.Duration;
import java.util.List;

/** Intervals and timeouts with which a test sees in seconds what else takes minutes. */
final class Paces {
  static final Duration CONFIRM_AFTER = Duration.ofMillis(300);
  static final Duration INTERVAL = Duration.ofSeconds(3);

  /** A second look well ahead of the next regular one, and a whole round in a few seconds. */
  static final ProbeTiming TIMING =
      new ProbeTiming(
          INTERVAL,
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          CONFIRM_AFTER);

  /** Open for longer than an interval, so that something is skipped, and then tried again. */
  static final BreakerSettings BREAKER =
      new BreakerSettings(2, Duration.ofSeconds(10), Duration.ofSeconds(4), Duration.ofSeconds(8));

  private Paces() {}

  /** The plan with other times, and all else as it is. */
  static Plan swift(Plan plan) {
    return new Plan(
        plan.targets().stream().map(target -> with(target, TIMING)).toList(),
        plan.dns(),
        BREAKER,
        plan.schedule(),
        plan.web(),
        plan.identities(),
        plan.trust());
  }

  static Target with(Target target, ProbeTiming timing) {
    return target.withModule(target.module().withTiming(timing));
  }

  /** The same target under another name. */
  static Target named(Target target, String name) {
    return new Target(
        name,
        target.endpoint(),
        target.serverName(),
        target.verifyName(),
        target.module(),
        target.labels());
  }

  static Plan swift(Plan plan, List<Target> targets) {
    return swift(plan.withTargets(targets));
  }
}
