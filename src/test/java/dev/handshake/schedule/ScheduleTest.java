package dev.handshake.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final VirtualTime time = new VirtualTime();
  private final Runs runs = new Runs();
  private boolean keepsUp = true;

  @Test
  void everyTaskRunsOncePerInterval() {
    Schedule schedule = schedule(100);
    addTasks(schedule, 1_000);
    time.advance(INTERVAL.multipliedBy(10));
    assertThat(runs.count).hasSize(1_000).allSatisfy((_, count) -> assertThat(count).isEqualTo(10));
    assertThat(runs.latest()).isLessThanOrEqualTo(Duration.ofMillis(5));
    assertThat(runs.missed).isEmpty();
  }

  @Test
  void fiftyThousandTasksAreKeptUpWith() {
    Schedule schedule = schedule(2_000);
    addTasks(schedule, 50_000);
    time.advance(INTERVAL.multipliedBy(2));
    assertThat(runs.count).hasSize(50_000).allSatisfy((_, n) -> assertThat(n).isEqualTo(2));
    assertThat(runs.latest()).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void aTaskNeverOverlapsItself() {
    runs.duration = INTERVAL.plusSeconds(5);
    Schedule schedule = schedule(100);
    addTasks(schedule, 10);
    time.advance(INTERVAL.multipliedBy(10));
    assertThat(runs.overlapped).isEmpty();
    assertThat(runs.count).allSatisfy((_, count) -> assertThat(count).isEqualTo(5));
    assertThat(runs.missed).hasSize(10);
  }

  @Test
  void noMoreRunAtOnceThanMay() {
    runs.duration = Duration.ofSeconds(9);
    Schedule schedule = schedule(7);
    addTasks(schedule, 100);
    time.advance(INTERVAL.multipliedBy(4));
    assertThat(runs.most).isEqualTo(7);
    assertThat(schedule.inFlight()).isEqualTo(7);
  }

  @Test
  void latenessIsMeasuredFromTheTimeItWasDue() {
    runs.duration = Duration.ofSeconds(4);
    Schedule schedule = schedule(1);
    schedule.put("first", INTERVAL, time.instant());
    schedule.put("second", INTERVAL, time.instant().plusSeconds(1));
    time.advance(Duration.ofSeconds(5));
    assertThat(runs.lateness).containsExactly(Duration.ZERO, Duration.ofSeconds(3));
  }

  @Test
  void whatPiledUpDuringAStallStartsInASteadyFlow() {
    Schedule schedule = schedule(2_000);
    addTasks(schedule, 3_000);
    time.advance(INTERVAL);
    runs.clear();
    time.stall(INTERVAL);
    time.settle();
    assertThat(runs.startedAt).hasSizeLessThanOrEqualTo(Pace.BURST);
    time.advance(Duration.ofMillis(100));
    assertThat(runs.startedAt).hasSizeBetween(300, 11 * Pace.BURST);
    time.advance(Duration.ofSeconds(3));
    assertThat(runs.startedAt).hasSizeGreaterThanOrEqualTo(3_000);
  }

  @Test
  void nothingStartsWhileTheLoopsLagExceptOneAtATime() {
    runs.duration = Duration.ofSeconds(1);
    Schedule schedule = schedule(100);
    keepsUp = false;
    addTasks(schedule, 300);
    time.advance(Duration.ofSeconds(20));
    assertThat(runs.most).isEqualTo(1);
    assertThat(runs.startedAt).hasSizeBetween(15, 21);
    keepsUp = true;
    time.advance(Duration.ofSeconds(10));
    assertThat(runs.count).hasSize(300);
  }

  @Test
  void secondLooksGoBeforeWhatWaitsLonger() {
    Schedule schedule = schedule(1);
    waitForSlotOf("failed");
    runs.next = Map.of("failed", new Next.Sooner(time.instant().plusSeconds(10), true));
    schedule.put("failed", INTERVAL, time.instant());
    time.advance(Duration.ofSeconds(5));
    runs.duration = Duration.ofSeconds(6);
    for (int number = 0; number < 5; number++) {
      schedule.put("slow-" + number, INTERVAL, time.instant());
    }
    time.advance(Duration.ofSeconds(8));
    assertThat(runs.order).containsExactly("failed", "slow-0", "failed");
  }

  @Test
  void dueNowRunsAtOnce() {
    Schedule schedule = schedule(1);
    schedule.put("crm", INTERVAL, time.instant().plusSeconds(20));
    schedule.dueNow("crm");
    time.settle();
    assertThat(runs.order).containsExactly("crm");
  }

  @Test
  void aRemovedTaskRunsNoMore() {
    Schedule schedule = schedule(1);
    waitForSlotOf("crm");
    schedule.put("crm", INTERVAL, time.instant());
    time.advance(Duration.ofSeconds(1));
    schedule.remove("crm");
    time.advance(INTERVAL.multipliedBy(3));
    assertThat(runs.order).containsExactly("crm");
  }

  @Test
  void aCycleThatFailsGoesOnAtItsRegularTime() {
    List<String> order = new ArrayList<>();
    Schedule schedule =
        new Schedule(
            conditions(10),
            (task, _, _) -> {
              order.add(task);
              if (task.equals("thrown")) {
                throw new IllegalStateException("thrown on purpose");
              }
              return Future.failedFuture(new IllegalStateException("failed on purpose"));
            });
    schedule.put("thrown", INTERVAL);
    schedule.put("failed", INTERVAL);
    time.advance(INTERVAL.multipliedBy(2));
    assertThat(order).containsExactlyInAnyOrder("thrown", "thrown", "failed", "failed");
    assertThat(schedule.inFlight()).isZero();
  }

  @Test
  void aListenerThatFailsStopsNothing() {
    ScheduleListener broken =
        new ScheduleListener() {
          @Override
          public void started(String task, Duration lateness) {
            throw new IllegalStateException("thrown on purpose");
          }

          @Override
          public void missed(String task, long times) {
            throw new IllegalStateException("thrown on purpose");
          }
        };
    runs.duration = INTERVAL.plusSeconds(1);
    Schedule schedule = new Schedule(new Conditions(time, time, 1, () -> true, broken), runs);
    schedule.put("crm", INTERVAL);
    time.advance(INTERVAL.multipliedBy(6));
    assertThat(runs.order).hasSizeBetween(2, 3);
  }

  @Test
  void stoppingStartsNothingAndWaitsForWhatRuns() {
    runs.duration = Duration.ofSeconds(2);
    Schedule schedule = schedule(10);
    schedule.put("crm", INTERVAL, time.instant());
    schedule.put("later", INTERVAL, time.instant().plusSeconds(1));
    time.settle();
    Future<Void> stopped = schedule.stop();
    time.advance(Duration.ofMillis(1_999));
    assertThat(stopped.isComplete()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(stopped.succeeded()).isTrue();
    time.advance(INTERVAL.multipliedBy(3));
    assertThat(runs.order).containsExactly("crm");
  }

  @Test
  void stoppingWithNothingUnderWayIsDoneAtOnce() {
    Future<Void> stopped = schedule(10).stop();
    time.settle();
    assertThat(stopped.succeeded()).isTrue();
  }

  @Test
  void halfTheDescriptorsAreLeftToTheRest() {
    ScheduleSettings settings = ScheduleSettings.DEFAULT;
    assertThat(settings.inFlight(1_024)).isEqualTo(512);
    assertThat(settings.inFlight(1_048_576)).isEqualTo(2_000);
    assertThat(settings.inFlight(1)).isEqualTo(1);
    assertThat(settings.inFlight(Long.MAX_VALUE)).isEqualTo(2_000);
  }

  @Test
  void noneAtOnceIsRefused() {
    assertThatThrownBy(() -> conditions(0)).hasMessage("inFlight: 0 (expected: at least 1)");
    assertThatThrownBy(() -> new ScheduleSettings(0))
        .hasMessage("max_in_flight: 0 (expected: at least 1)");
  }

  private Schedule schedule(int inFlight) {
    return new Schedule(conditions(inFlight), runs);
  }

  private Conditions conditions(int inFlight) {
    return new Conditions(time, time, inFlight, () -> keepsUp, runs);
  }

  /** So that the next regular time after this one is a whole interval away. */
  private void waitForSlotOf(String task) {
    Instant slot = Grid.of(task, INTERVAL).after(time.instant());
    time.advance(Duration.between(time.instant(), slot));
  }

  private static void addTasks(Schedule schedule, int count) {
    for (int number = 0; number < count; number++) {
      schedule.put("task-" + number, INTERVAL);
    }
  }

  /** A cycle whose runs take a given time, and what was seen of them. */
  private final class Runs implements Cycle, ScheduleListener {
    Duration duration = Duration.ofMillis(3);
    Map<String, Next> next = Map.of();
    final List<String> order = new ArrayList<>();
    final List<Instant> startedAt = new ArrayList<>();
    final List<Duration> lateness = new ArrayList<>();
    final Map<String, Integer> count = new HashMap<>();
    final Map<String, Long> missed = new HashMap<>();
    final Set<String> overlapped = new HashSet<>();
    final Set<String> running = new HashSet<>();
    int most;

    @Override
    public Future<Next> run(String task, Instant due, Instant started) {
      order.add(task);
      startedAt.add(started);
      count.merge(task, 1, Integer::sum);
      if (!running.add(task)) {
        overlapped.add(task);
      }
      most = Math.max(most, running.size());
      Promise<Next> ended = Promise.promise();
      time.after(
          duration,
          () -> {
            running.remove(task);
            ended.complete(next.getOrDefault(task, new Next.Regular()));
          });
      return ended.future();
    }

    @Override
    public void started(String task, Duration late) {
      lateness.add(late);
    }

    @Override
    public void missed(String task, long times) {
      missed.merge(task, times, Long::sum);
    }

    Duration latest() {
      return lateness.stream().max(Duration::compareTo).orElseThrow();
    }

    void clear() {
      order.clear();
      startedAt.clear();
      lateness.clear();
      count.clear();
    }
  }
}
