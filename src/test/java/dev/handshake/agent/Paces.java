package dev.handshake.agent;

import dev.handshake.breaker.BreakerSettings;
import dev.handshake.lab.Scenario;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import java.time.Duration;

/**
 * Intervals and timeouts with which a test sees in seconds what else takes minutes, and is not
 * misled by a machine that is busy with something else.
 */
public final class Paces {
  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration AMPLE = Duration.ofSeconds(12);

  /** Open for longer than an interval, so that something is skipped, and then tried again. */
  private static final BreakerSettings BREAKER =
      new BreakerSettings(2, Duration.ofSeconds(60), Duration.ofSeconds(4), Duration.ofSeconds(8));

  private Paces() {}

  /** The lab's plan with short intervals, and short timeouts where nothing else would end. */
  public static Plan swift(Plan plan) {
    return plan.withTargets(plan.targets().stream().map(Paces::swift).toList())
        .withBreaker(BREAKER);
  }

  static Target with(Target target, ProbeTiming timing) {
    return target.withModule(target.module().withTiming(timing));
  }

  /** The same target in another interval. */
  static Target every(Duration interval, Target target) {
    return with(target, timing(interval, target.module().timing().handshakeTimeout()));
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

  /** A second look well ahead of the next regular one. */
  static ProbeTiming timing(Duration interval, Duration handshake) {
    return new ProbeTiming(
        interval,
        handshake.multipliedBy(2),
        handshake,
        handshake,
        Duration.ofSeconds(1),
        Duration.ofMillis(300));
  }

  private static Target swift(Target target) {
    String expected = target.labels().getOrDefault(Scenario.EXPECTED_LABEL, "");
    Duration patience = expected.endsWith("_timeout") ? SHORT : AMPLE;
    ProbeModule module = target.module().withTiming(timing(INTERVAL, patience));
    return target.withModule(
        module.http().map(http -> module.withHttp(within(patience, http))).orElse(module));
  }

  private static HttpCheck within(Duration patience, HttpCheck http) {
    return http.withTimeout(patience);
  }
}
