package dev.handshake.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class PatienceTest {
  /** A loop whose timers go off when the test says so, however late that may be. */
  private static final class ByHand implements Loop {
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private Duration wanted = Duration.ZERO;

    @Override
    public void execute(Runnable action) {
      action.run();
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
      wanted = wanted.plus(delay);
      timers.add(action);
      return () -> timers.remove(action);
    }

    void goesOff() {
      timers.remove().run();
    }
  }

  private final ByHand loop = new ByHand();
  private final Promise<String> work = Promise.promise();

  @Test
  void aHaltOfTheProcessCostsOneStepOfIt() {
    Future<String> answer = loop.await(work::future, Duration.ofMillis(2500), "lost");
    loop.goesOff();
    loop.goesOff();
    assertThat(answer.isComplete()).isFalse();
    loop.goesOff();
    assertThat(answer.cause()).isInstanceOf(TimeoutException.class).hasMessage("lost");
    assertThat(loop.wanted).isEqualTo(Duration.ofMillis(2500));
    assertThat(loop.timers).isEmpty();
  }

  @Test
  void anAnswerEndsIt() {
    Future<String> answer = loop.await(work::future, Duration.ofSeconds(15), "lost");
    loop.goesOff();
    work.complete("here");
    assertThat(answer.result()).isEqualTo("here");
    assertThat(loop.timers).isEmpty();
  }
}
