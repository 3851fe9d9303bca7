package dev.handshake.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a schedule that stands still, and of one that only has much to do. */
class LivenessTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final VirtualTime time = new VirtualTime();
  private boolean keepsUp = true;

  @Test
  void aLoopThatTurnsIsHealthyAlsoWhereNothingIsDue() {
    Liveness liveness = new Liveness(time, time, schedule(1)::overdue);
    time.advance(Duration.ofMinutes(10));
    assertThat(liveness.goesOn()).isTrue();
  }

  @Test
  void aLoopThatDoesNotTurnIsNotAndIsAgainOnceItDoes() {
    Liveness liveness = new Liveness(time, time, schedule(1)::overdue);
    time.advance(Duration.ofSeconds(1));
    time.stall(Duration.ofSeconds(29));
    assertThat(liveness.goesOn()).isTrue();
    time.stall(Duration.ofSeconds(10));
    assertThat(liveness.goesOn()).isFalse();
    time.settle();
    assertThat(liveness.goesOn()).isTrue();
  }

  @Test
  void whatIsDueAndNeverStartsIsTold() {
    List<Runnable> lost = new ArrayList<>();
    Schedule schedule = schedule(forgetting(lost), 10);
    Liveness liveness = new Liveness(time, time, schedule::overdue);
    schedule.put("task", INTERVAL);
    time.advance(Duration.ofSeconds(60));
    assertThat(liveness.goesOn()).isTrue();
    time.advance(Duration.ofSeconds(60));
    assertThat(liveness.goesOn()).isFalse();

    lost.forEach(Runnable::run);
    time.advance(Liveness.BEAT.multipliedBy(2));
    assertThat(liveness.goesOn()).isTrue();
  }

  @Test
  void aScheduleWhoseProbesTakeAllThereIsIsHealthy() {
    Schedule schedule = schedule((_, _, _) -> Promise.<Next>promise().future(), 1);
    Liveness liveness = new Liveness(time, time, schedule::overdue);
    schedule.put("one", INTERVAL);
    schedule.put("two", INTERVAL);
    time.advance(Duration.ofMinutes(5));
    assertThat(schedule.inFlight()).isEqualTo(1);
    assertThat(liveness.goesOn()).isTrue();
  }

  @Test
  void aScheduleWhoseLoopsLagIsHealthy() {
    Schedule schedule = schedule((_, _, _) -> Promise.<Next>promise().future(), 10);
    Liveness liveness = new Liveness(time, time, schedule::overdue);
    keepsUp = false;
    schedule.put("one", INTERVAL);
    schedule.put("two", INTERVAL);
    time.advance(Duration.ofMinutes(5));
    assertThat(schedule.inFlight()).isEqualTo(1);
    assertThat(liveness.goesOn()).isTrue();
  }

  private Schedule schedule(int inFlight) {
    return schedule((_, _, _) -> Future.succeededFuture(new Next.Regular()), inFlight);
  }

  private Schedule schedule(Cycle cycle, int inFlight) {
    return schedule(cycle, inFlight, time);
  }

  private Schedule schedule(Cycle cycle, int inFlight, Loop loop) {
    return new Schedule(
        new Conditions(loop, time, inFlight, () -> keepsUp, ScheduleListener.NONE), cycle);
  }

  /** A loop whose timers are lost, as no loop's ever should be. */
  private Schedule schedule(Loop broken, int inFlight) {
    return schedule((_, _, _) -> Future.succeededFuture(new Next.Regular()), inFlight, broken);
  }

  private Loop forgetting(List<Runnable> lost) {
    return new Loop() {
      @Override
      public void execute(Runnable action) {
        time.execute(action);
      }

      @Override
      public Runnable after(Duration delay, Runnable action) {
        lost.add(action);
        return () -> {};
      }
    };
  }
}
