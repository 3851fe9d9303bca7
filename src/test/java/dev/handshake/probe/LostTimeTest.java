package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A probe whose loop hung is late, except the first, which loads the code of all others. */
class LostTimeTest {
  private final AtomicReference<Duration> total = new AtomicReference<>(Duration.ofSeconds(7));

  private LostTime begun(boolean first) {
    return new LostTime(total::get, first);
  }

  private void hang(Duration time) {
    total.updateAndGet(time::plus);
  }

  @Test
  void whatALoopLostBeforeIsNotTheProbes() {
    assertThat(begun(false).isLate()).isFalse();
    assertThat(begun(false).since()).isZero();
  }

  @Test
  void aLoopThatHungMakesItsProbeLate() {
    LostTime lost = begun(false);
    hang(Duration.ofMillis(300));
    assertThat(lost.isLate()).isTrue();
  }

  @Test
  void anEarlyProbeIsNotLateForLoadingItsCode() {
    LostTime lost = begun(true);
    hang(Duration.ofMillis(900));
    assertThat(lost.isLate()).isFalse();
    assertThat(lost.since()).isEqualTo(Duration.ofMillis(900));
    hang(Duration.ofSeconds(3));
    assertThat(lost.isLate()).isTrue();
  }

  @Test
  void whatAMachineLosesForEverIsNotGivenBackForEver() {
    EventExecutor executor = new DefaultEventExecutor();
    try {
      LostTime lost = new LostTime(() -> Duration.ofNanos(1_000 * System.nanoTime()), false);
      CompletableFuture<Duration> waited = new CompletableFuture<>();
      long begun = System.nanoTime();
      lost.schedule(
          executor, 1, () -> waited.complete(Duration.ofNanos(System.nanoTime() - begun)), _ -> {});
      assertThat(waited).succeedsWithin(Duration.ofSeconds(60));
      assertThat(waited.join()).isGreaterThanOrEqualTo(LostTime.MOST);
    } finally {
      var _ = executor.shutdownGracefully();
    }
  }
}
