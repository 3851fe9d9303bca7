package dev.handshake.notify;

import dev.handshake.breaker.BreakerState;
import dev.handshake.breaker.Verdict;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.Report;
import dev.handshake.report.ReportListener;
import dev.handshake.report.TargetStatus;
import dev.handshake.schedule.Loop;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjIntConsumer;

/**
 * Tells receivers when breakers open and close. A breaker that was closed without a good probe,
 * because somebody asked for one or the target has changed, is told of as closed once a probe bears
 * that out or the target is gone: until then it would be a resolution of what still fails.
 */
final class Notifier implements ReportListener {
  private static final Duration A_MOMENT = Duration.ofMillis(20);

  private final List<? extends Receiver> receivers;
  private final Loop loop;
  private final InstantSource clock;

  /** Where each target's breaker stood after its last probe. */
  private final Map<String, TargetStatus> statuses = new ConcurrentHashMap<>();

  /** Closings that no good probe has borne out. */
  private final Map<String, BreakerEvent> unproven = new ConcurrentHashMap<>();

  private final News news = new News();
  private volatile boolean stopped;

  Notifier(List<? extends Receiver> receivers, Loop loop, InstantSource clock) {
    this.receivers = List.copyOf(receivers);
    this.loop = loop;
    this.clock = clock;
  }

  @Override
  public void report(Report report, TargetStatus status) {
    String key = report.target().key();
    if (status.state() == BreakerState.OPEN) {
      statuses.put(key, status);
    }
    if (!unproven.isEmpty() && Verdict.of(report.diagnosis().reason()) != Verdict.FAILURE) {
      BreakerEvent closing = unproven.remove(key);
      if (closing != null) {
        tell(event(report, closing.from(), TargetStatus.CLOSED));
      }
    }
  }

  @Override
  public void transition(Target target, BreakerState from, BreakerState to, Report cause) {
    String key = target.key();
    switch (to) {
      case HALF_OPEN -> {}
      case OPEN -> {
        unproven.remove(key);
        TargetStatus status = statuses.remove(key);
        tell(
            event(
                cause, from, status == null ? new TargetStatus(to, 0, Optional.empty()) : status));
      }
      case CLOSED -> {
        BreakerEvent closing = event(cause, from, TargetStatus.CLOSED);
        if (Verdict.of(cause.diagnosis().reason()) == Verdict.SUCCESS) {
          tell(closing);
        } else {
          unproven.put(key, closing);
        }
      }
    }
  }

  @Override
  public void removed(Target target) {
    BreakerEvent closing = unproven.remove(target.key());
    statuses.remove(target.key());
    if (closing != null) {
      tell(closing);
    }
  }

  private BreakerEvent event(Report cause, BreakerState from, TargetStatus status) {
    return new BreakerEvent(cause.target(), from, clock.instant(), status, ProbeRecord.of(cause));
  }

  private void tell(BreakerEvent event) {
    if (!stopped && news.add(event)) {
      loop.execute(() -> news.take().forEach(one -> receivers.forEach(each -> each.take(one))));
    }
  }

  /** Gives how many notifications each receiver has not got yet. */
  void queued(ObjIntConsumer<String> each) {
    receivers.forEach(receiver -> each.accept(receiver.name(), receiver.queued()));
  }

  /** Takes no more news; completes once all that was taken has been told or was lost. */
  Future<Void> stop() {
    stopped = true;
    Promise<Void> told = Promise.promise();
    loop.execute(() -> await(told));
    return told.future();
  }

  private void await(Promise<Void> told) {
    if (receivers.stream().allMatch(receiver -> receiver.queued() == 0)) {
      told.tryComplete();
    } else {
      loop.after(A_MOMENT, () -> await(told));
    }
  }

  /** Gives up what was not told yet. */
  Future<Void> giveUp() {
    stopped = true;
    Promise<Void> given = Promise.promise();
    loop.execute(() -> {
      receivers.forEach(Receiver::giveUp);
      given.complete();
    });
    return given.future();
  }
}
