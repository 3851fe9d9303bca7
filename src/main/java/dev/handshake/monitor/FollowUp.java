package dev.handshake.monitor;

import dev.handshake.breaker.Breaker;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.breaker.BreakerState;
import dev.handshake.breaker.Verdict;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.schedule.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * When a target is looked at again after a probe.
 *
 * <p>A failure that counts is confirmed soon, as often as it takes to open the breaker and no
 * oftener; any other failure is confirmed once, and then not again before a success. The breaker's
 * next trial is waited for where it is open. All else keeps to the interval.
 */
final class FollowUp {
  private static final Set<Integer> LOAD = Set.of(429, 503, 504);
  private static final Next REGULAR = new Next.Regular();

  private final Duration interval;
  private final Duration confirmAfter;
  private final Supplier<BreakerSettings> breakers;
  private final RandomGenerator random;
  private int confirmed;
  private boolean answered;

  /**
   * @param breakers how many failures open the breaker, asked for at each
   */
  FollowUp(
      Duration interval,
      Duration confirmAfter,
      Supplier<BreakerSettings> breakers,
      RandomGenerator random) {
    this.interval = interval;
    this.confirmAfter = confirmAfter;
    this.breakers = breakers;
    this.random = random;
  }

  /**
   * When the next look is due.
   *
   * @param breaker the target's, which has taken the report into account
   * @param started when the probe began
   * @param now when it ended
   */
  Next after(Report report, Verdict verdict, Breaker breaker, Instant started, Instant now) {
    if (breaker.state() == BreakerState.OPEN) {
      confirmed = 0;
      return breaker.until().filter(now::isBefore).map(FollowUp::look).orElse(REGULAR);
    }
    return switch (verdict) {
      case NO_CHANGE -> REGULAR;
      case FAILURE -> confirmed < breakers.get().failures() - 1 ? confirm(started) : regular();
      case NOT_REACHED -> once(report, started, now);
      case SUCCESS -> {
        confirmed = 0;
        yield report.diagnosis().success() ? forget() : once(report, started, now);
      }
    };
  }

  /** Forgets what was confirmed: the breaker begins to count anew. */
  void restart() {
    confirmed = 0;
    answered = false;
  }

  private Next confirm(Instant started) {
    confirmed++;
    return look(started.plus(confirmAfter));
  }

  private Next regular() {
    confirmed = 0;
    return REGULAR;
  }

  private Next forget() {
    answered = false;
    return REGULAR;
  }

  private Next once(Report report, Instant started, Instant now) {
    if (answered) {
      return REGULAR;
    }
    answered = true;
    Optional<HttpAnswer> load = load(report);
    return load.isPresent() ? afterLoad(load.get(), now) : look(started.plus(confirmAfter));
  }

  private Next afterLoad(HttpAnswer answer, Instant now) {
    Duration second = Duration.ofMillis(random.nextInt(500, 1_500));
    Duration wait = answer.retryAfter().filter(asked -> asked.compareTo(second) > 0).orElse(second);
    return wait.compareTo(interval) < 0 ? new Next.Sooner(now.plus(wait), false) : REGULAR;
  }

  private static Optional<HttpAnswer> load(Report report) {
    return report
        .diagnosis()
        .reason()
        .filter(Reason.HTTP_STATUS::equals)
        .flatMap(_ -> report.observation().http())
        .filter(answer -> LOAD.contains(answer.status()));
  }

  private static Next look(Instant due) {
    return new Next.Sooner(due, true);
  }
}
