package dev.handshake.monitor;

import dev.handshake.breaker.Admission;
import dev.handshake.breaker.Breaker;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.breaker.BreakerState;
import dev.handshake.breaker.Transition;
import dev.handshake.breaker.Verdict;
import dev.handshake.observation.Engine;
import dev.handshake.report.Report;
import dev.handshake.report.TargetStatus;
import dev.handshake.schedule.Conditions;
import dev.handshake.schedule.Next;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One target's turn, again and again: gate, examine, record, publish. It lives on the schedule's
 * loop. A target that changes gets a new one, and what the old one had under way is dropped.
 */
final class TargetCycle {
  /** How long after a probe's own timeout it is given up for lost, which is a fault of ours. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private final Target target;
  private final Examination examination;
  private final Conditions conditions;
  private final Publisher publisher;
  private final Breaker breaker;
  private final FollowUp followUp;
  private final EnginePreference engine = new EnginePreference();
  private final KnownAddresses addresses = new KnownAddresses();
  private @Nullable Report last;
  private @Nullable Instant lastWish;
  private boolean ended;

  TargetCycle(
      Target target,
      Examination examination,
      Supplier<BreakerSettings> settings,
      Conditions conditions,
      RandomGenerator random,
      Publisher publisher) {
    this.target = target;
    this.examination = examination;
    this.conditions = conditions;
    this.publisher = publisher;
    this.breaker = new Breaker(settings);
    this.followUp =
        new FollowUp(
            target.module().timing().interval(),
            target.module().timing().confirmAfter(),
            settings,
            random);
  }

  Target target() {
    return target;
  }

  /** Runs once; answers when it is next due. */
  Future<Next> run(Instant due, Instant started) {
    return switch (breaker.admit(started)) {
      case Admission.Skip(var until) -> {
        publisher.tell(listener -> listener.skipped(target, status()));
        yield Future.succeededFuture(new Next.Sooner(until, true));
      }
      case Admission.Probe(var ticket) -> probe(ticket, due, started);
      case Admission.Trial(var ticket) -> {
        publish(new Transition(BreakerState.OPEN, BreakerState.HALF_OPEN));
        yield probe(ticket, due, started);
      }
    };
  }

  /** Closes the breaker, unless that was wished for a moment ago. */
  ProbeNow wish(Instant now) {
    if (lastWish != null && now.isBefore(lastWish.plus(Monitor.BETWEEN_WISHES))) {
      return new ProbeNow.TooSoon(Duration.between(now, lastWish.plus(Monitor.BETWEEN_WISHES)));
    }
    lastWish = now;
    followUp.restart();
    breaker.reset().ifPresent(this::publish);
    return new ProbeNow.Accepted();
  }

  /** Ends this cycle: the target has changed or is gone. Nothing more is published. */
  void end() {
    breaker.reset().ifPresent(this::publish);
    ended = true;
  }

  private Future<Next> probe(Admission.Ticket ticket, Instant due, Instant started) {
    Engine asked = engine.next();
    return examine(asked)
        .otherwise(fault -> failed(started, fault))
        .map(report -> {
          if (ended) {
            publisher.drop();
            return new Next.Regular();
          }
          engine.seen(asked, report.observation());
          return conclude(report, ticket, due, started);
        });
  }

  private Report failed(Instant started, Throwable fault) {
    if (!ended) {
      publisher.fault(target.name(), fault);
    }
    Duration took = Duration.between(started, conditions.clock().instant());
    return FailedExamination.report(target, started, took, fault);
  }

  /** The examination's answer on our loop, or a failure where it neither comes nor fails. */
  private Future<Report> examine(Engine asked) {
    Duration longest = target.module().timing().timeout().plus(GRACE);
    return conditions
        .loop()
        .await(() -> examination.examine(target, asked), longest, "no report within " + longest);
  }

  private Next conclude(Report report, Admission.Ticket began, Instant due, Instant started) {
    Instant now = conditions.clock().instant();
    Optional<Transition> closed = Optional.empty();
    Admission.Ticket ticket = began;
    if (addresses.changedBy(report.observation())) {
      closed = breaker.reset();
      ticket = breaker.ticket();
      followUp.restart();
    }
    Verdict verdict = Verdict.of(report.diagnosis().reason());
    Optional<Transition> decided = breaker.record(ticket, verdict, due, now);
    last = report;
    publisher.tell(listener -> listener.report(report, status()));
    closed.ifPresent(this::publish);
    decided.ifPresent(this::publish);
    forgetUnlessOpen();
    return overtaken(started)
        ? new Next.Regular()
        : followUp.after(report, verdict, breaker, started, now);
  }

  /** A closed breaker's next transition has a report of its own, and thousands take room. */
  private void forgetUnlessOpen() {
    if (breaker.state() == BreakerState.CLOSED) {
      last = null;
    }
  }

  /** Whether a probe was wished for after this one had begun: that one is followed up instead. */
  private boolean overtaken(Instant started) {
    return lastWish != null && started.isBefore(lastWish);
  }

  /** A transition always has a report before it: nothing but a report opens a breaker. */
  private void publish(Transition transition) {
    Report cause = last;
    if (cause != null) {
      publisher.tell(
          listener -> listener.transition(target, transition.from(), transition.to(), cause));
    }
  }

  private TargetStatus status() {
    return new TargetStatus(breaker.state(), breaker.failures(), breaker.until());
  }
}
