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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tells receivers when breakers open and close. A breaker that was closed without a good probe,
 * because somebody asked for one or the target has changed, is told of as closed once a probe bears
 * that out or the target is gone: until then it would be a resolution of what still fails.
 */
final class Notifier implements ReportListener {
  private static final Duration A_MOMENT = Duration.ofMillis(20);

  private final Supplier<Loop> loop;
  private final InstantSource clock;

  /** Where each target's breaker stood after its last probe. */
  private final Map<String, TargetStatus> statuses = new ConcurrentHashMap<>();

  /** Closings that no good probe has borne out. */
  private final Map<String, BreakerEvent> unproven = new ConcurrentHashMap<>();

  /** The breakers that are open, as receivers are told of them, by target. */
  private final Map<String, BreakerEvent> open = new ConcurrentHashMap<>();

  private final News news = new News();
  private volatile List<Receiver> receivers;
  private List<Receiver> named;

  /** Receivers that are told what waits for them and nothing more. */
  private final List<Receiver> leaving = new CopyOnWriteArrayList<>();

  private volatile boolean stopped;

  Notifier(List<? extends Receiver> receivers, Loop loop, InstantSource clock) {
    this(receivers, () -> loop, clock);
  }

  /**
   * @param loop that of the receivers, asked for once there is one
   */
  Notifier(List<? extends Receiver> receivers, Supplier<Loop> loop, InstantSource clock) {
    this.receivers = List.copyOf(receivers);
    this.named = this.receivers;
    this.loop = loop;
    this.clock = clock;
  }

  /** Tells these receivers; before it hears of anything. */
  void begin(List<Receiver> first) {
    named = List.copyOf(first);
    receivers = named;
  }

  /**
   * Tells these receivers from now on. Those that are new are told of the breakers that are open.
   * One call at a time.
   *
   * @return the receivers that are none of these, with when each has been told what waits for it
   */
  Map<Receiver, Future<Void>> become(List<Receiver> next) {
    List<Receiver> before = named;
    named = List.copyOf(next);
    Map<Receiver, Future<Void>> gone = new HashMap<>();
    if (!before.equals(named)) {
      loop.get().execute(() -> exchange(next));
      before.stream().filter(one -> !next.contains(one)).forEach(one -> gone.put(one, told(one)));
    }
    return gone;
  }

  private Future<Void> told(Receiver receiver) {
    leaving.add(receiver);
    Promise<Void> told = Promise.promise();
    loop.get().execute(() -> await(List.of(receiver), told));
    return told.future().onComplete(_ -> leaving.remove(receiver));
  }

  private void exchange(List<Receiver> next) {
    tellNews();
    List<Receiver> before = receivers;
    receivers = List.copyOf(next);
    before.stream().filter(one -> !next.contains(one)).forEach(Receiver::leave);
    next.stream()
        .filter(one -> !before.contains(one))
        .forEach(one -> open.values().forEach(one::take));
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
    if (event.isOpen()) {
      open.merge(event.key(), event, (before, now) -> now.since(before));
    } else {
      open.remove(event.key());
    }
    if (!stopped && !receivers.isEmpty() && news.add(event)) {
      loop.get().execute(this::tellNews);
    }
  }

  private void tellNews() {
    news.take().forEach(one -> receivers.forEach(each -> each.take(one)));
  }

  /** Gives how many notifications each receiver has not got yet. */
  void queued(ObjIntConsumer<String> each) {
    receivers.forEach(receiver -> each.accept(receiver.name(), receiver.queued()));
  }

  /** Takes no more news; completes once all that was taken has been told or was lost. */
  Future<Void> stop() {
    stopped = true;
    if (all().isEmpty()) {
      return Future.succeededFuture();
    }
    Promise<Void> told = Promise.promise();
    loop.get().execute(() -> await(all(), told));
    return told.future();
  }

  private List<Receiver> all() {
    return Stream.concat(receivers.stream(), leaving.stream()).toList();
  }

  private void await(List<Receiver> some, Promise<Void> told) {
    if (some.stream().allMatch(receiver -> receiver.queued() == 0)) {
      told.tryComplete();
    } else {
      loop.get().after(A_MOMENT, () -> await(some, told));
    }
  }

  /** Gives up what was not told yet. */
  Future<Void> giveUp() {
    stopped = true;
    if (all().isEmpty()) {
      return Future.succeededFuture();
    }
    Promise<Void> given = Promise.promise();
    loop.get()
        .execute(() -> {
          all().forEach(Receiver::giveUp);
          given.complete();
        });
    return given.future();
  }
}
