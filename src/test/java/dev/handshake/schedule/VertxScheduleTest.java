package dev.handshake.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The schedule on a real event loop and a real clock. */
class VertxScheduleTest {
  private final Vertx vertx = Vertx.vertx();
  private final SteadyClock clock = SteadyClock.startingAt(Instant.EPOCH);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void tasksRunInTheirIntervalAndNeverEarly() throws InterruptedException {
    CountDownLatch twentyRuns = new CountDownLatch(20);
    Queue<Duration> lateness = new ConcurrentLinkedQueue<>();
    ScheduleListener listener =
        new ScheduleListener() {
          @Override
          public void started(String task, Duration late) {
            lateness.add(late);
          }
        };
    Loop loop = Loop.of(vertx.getOrCreateContext());
    Schedule schedule =
        new Schedule(
            new Conditions(loop, clock, 2, () -> true, listener),
            (_, _, _) -> {
              twentyRuns.countDown();
              return Future.succeededFuture(new Next.Regular());
            });
    schedule.put("one", Duration.ofMillis(40));
    schedule.put("other", Duration.ofMillis(40));
    assertThat(twentyRuns.await(60, TimeUnit.SECONDS)).isTrue();
    schedule.stop().await();
    assertThat(lateness).noneMatch(Duration::isNegative);
    assertThat(schedule.inFlight()).isZero();
  }
}
