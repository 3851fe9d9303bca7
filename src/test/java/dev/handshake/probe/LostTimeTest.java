package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    LostTime lost = begun(false);
    AtomicBoolean ran = new AtomicBoolean();
    lost.schedule(channel.eventLoop(), 1, () -> ran.set(true), _ -> {});
    pass(channel, Duration.ofNanos(1));
    for (long second = 1; second < LostTime.MOST.toSeconds(); second++) {
      pass(channel, Duration.ofSeconds(1));
      assertThat(ran).as("second %s", second).isFalse();
    }
    pass(channel, LostTime.MOST);
    assertThat(ran).isTrue();
  }

  /** The loop lives by a clock turned by hand, and loses a thousand times what passes. */
  private void pass(EmbeddedChannel loop, Duration time) {
    hang(time.multipliedBy(1_000));
    loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    loop.runPendingTasks();
  }
}
