package dev.handshake.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopLagTest {
  private final VirtualTime time = new VirtualTime();

  @Test
  void aLoopThatRunsItsTimersInTimeHasNoLag() {
    LoopLag lag = new LoopLag(List.of(time), time);
    time.advance(Duration.ofSeconds(1));
    assertThat(lag.lag()).isZero();
    assertThat(lag.keepsUp()).isTrue();
  }

  @Test
  void aLoopThatHangsLagsBeforeItsTimerHasCome() {
    LoopLag lag = new LoopLag(List.of(new VirtualTime(), time), time);
    time.advance(Duration.ofSeconds(1));
    time.stall(Duration.ofMillis(500));
    assertThat(lag.keepsUp()).isFalse();
    assertThat(lag.lag()).isBetween(Duration.ofMillis(400), Duration.ofSeconds(2));
  }

  @Test
  void aLoopThatHungKeepsUpAgainOnePeriodLater() {
    LoopLag lag = new LoopLag(List.of(time), time);
    time.advance(Duration.ofSeconds(1));
    time.stall(Duration.ofMillis(500));
    time.settle();
    assertThat(lag.keepsUp()).isFalse();
    time.advance(LoopLag.PERIOD);
    assertThat(lag.keepsUp()).isTrue();
  }

  @Test
  void noLoopsHaveNoLag() {
    assertThat(new LoopLag(List.of(), time).lag()).isZero();
  }

  @Test
  void aBlockedVertxLoopIsSeenFromOutside() throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    LoopLag lag = null;
    CountDownLatch release = new CountDownLatch(1);
    try {
      SteadyClock clock = SteadyClock.startingAt(Instant.EPOCH);
      Loop loop = Loop.of(vertx.getOrCreateContext());
      lag = new LoopLag(List.of(loop), clock);
      loop.execute(() -> await(release));
      assertThat(becomes(false, lag)).as("lags while blocked").isTrue();
      release.countDown();
      assertThat(becomes(true, lag)).as("keeps up once released").isTrue();
    } finally {
      release.countDown();
      if (lag != null) {
        lag.stop();
      }
      vertx.close();
    }
  }

  @Test
  void aSteadyClockGoesForwardFromWhereItWasSet() {
    AtomicLong nanos = new AtomicLong(-5);
    Instant start = time.instant();
    SteadyClock clock = new SteadyClock(start, nanos::get);
    assertThat(clock.instant()).isEqualTo(start);
    nanos.set(1_500_000_000L - 5);
    assertThat(clock.instant()).isEqualTo(start.plusMillis(1_500));
  }

  private static boolean becomes(boolean keepsUp, LoopLag lag) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (lag.keepsUp() != keepsUp && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return lag.keepsUp() == keepsUp;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.MINUTES);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
