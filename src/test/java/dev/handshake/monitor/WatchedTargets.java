package dev.handshake.monitor;

import dev.handshake.breaker.BreakerSettings;
import dev.handshake.breaker.BreakerState;
import dev.handshake.observation.Engine;
import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.TargetStatus;
import dev.handshake.schedule.Conditions;
import dev.handshake.schedule.ScheduleListener;
import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A monitor in virtual time whose examinations take as long and end as they are told. */
final class WatchedTargets implements ReportListener, ScheduleListener {
  /** How one target answers. */
  record Answer(Duration takes, Examination examination) {
    static Answer of(Function<Target, Report> report) {
      return new Answer(
          Duration.ofMillis(20), (target, _) -> Future.succeededFuture(report.apply(target)));
    }
  }

  /** A probe that was begun. */
  record Begun(String target, Engine engine, Instant at) {}

  final VirtualTime time = new VirtualTime();
  final Map<String, Answer> answers = new HashMap<>();
  final List<Begun> begun = new ArrayList<>();
  final List<Target> announced = new ArrayList<>();
  final List<Report> published = new ArrayList<>();
  final List<TargetStatus> statuses = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  final Map<String, Instant> opened = new HashMap<>();
  final List<Duration> lateness = new ArrayList<>();
  final Monitor monitor;
  int skipped;
  int inFlight;
  int mostInFlight;

  WatchedTargets(int permits) {
    monitor =
        new Monitor(
            this::examine,
            BreakerSettings.DEFAULT,
            new Conditions(time, time, permits, () -> true, this),
            RandomGenerator.getDefault(),
            List.of(this));
  }

  void watch(Target... targets) {
    monitor.apply(List.of(targets));
    time.settle();
  }

  void answer(String target, Function<Target, Report> report) {
    answers.put(target, Answer.of(report));
  }

  /** Lets time pass until a target has been begun to be probed so many times. */
  void untilBegun(int probes) {
    for (int millis = 0; millis < 1_200_000 && begun.size() < probes; millis++) {
      time.advance(Duration.ofMillis(1));
    }
    if (begun.size() < probes) {
      throw new AssertionError(
          "probes begun in twenty minutes: " + begun.size() + " (expected: " + probes + ")");
    }
    time.advance(Duration.ofMillis(50));
  }

  /** From the beginning of one probe to that of another, in whole and rounded seconds. */
  long secondsBetween(int one, int other) {
    return Duration.between(begun.get(one).at(), begun.get(other).at()).plusMillis(500).toSeconds();
  }

  TargetStatus status() {
    return statuses.getLast();
  }

  private Future<Report> examine(Target target, Engine engine) {
    begun.add(new Begun(target.name(), engine, time.instant()));
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
    Answer answer = answers.getOrDefault(target.name(), Answer.of(Reports::success));
    Promise<Report> report = Promise.promise();
    time.after(
        answer.takes(),
        () -> {
          inFlight--;
          answer.examination().examine(target, engine).onComplete(report);
        });
    return report.future();
  }

  @Override
  public void added(Target target) {
    announced.add(target);
  }

  @Override
  public void report(Report report, TargetStatus status) {
    published.add(report);
    statuses.add(status);
  }

  @Override
  public void skipped(Target target, TargetStatus status) {
    skipped++;
    statuses.add(status);
  }

  @Override
  public void transition(Target target, BreakerState from, BreakerState to, Report cause) {
    events.add(from.word() + " to " + to.word());
    if (to == BreakerState.OPEN) {
      opened.putIfAbsent(target.name(), time.instant());
    }
  }

  @Override
  public void removed(Target target) {
    events.add(target.name() + " removed");
  }

  @Override
  public void started(String task, Duration late) {
    lateness.add(late);
  }
}
