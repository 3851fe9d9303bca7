package dev.handshake.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Long work takes its turns with what else a loop has to do. */
class SlicesTest {
  private final Turns loop = new Turns();
  private final Slices slices = new Slices(loop);
  private final List<String> done = new ArrayList<>();

  @Test
  void moreStepsThanOneTurnHoldsLetOthersGoBetween() {
    Future<Void> all = slices.run(() -> steps("step", 3 * Slices.STEPS));
    loop.turn();
    loop.execute(() -> done.add("another"));
    loop.turn();
    assertThat(done.subList(0, Slices.STEPS)).containsOnly("step");
    assertThat(all.isComplete()).isFalse();
    loop.untilIdle();
    assertThat(all.succeeded()).isTrue();
    assertThat(done).hasSize(3 * Slices.STEPS + 1);
    assertThat(done.indexOf("another")).isLessThanOrEqualTo(2 * Slices.STEPS);
  }

  @Test
  void noTurnTakesMoreStepsThanItMayHoweverManyWorksWait() {
    for (int work = 0; work < 100; work++) {
      var _ = slices.run(() -> steps("step", 10));
    }
    while (!loop.isIdle()) {
      int before = done.size();
      loop.turn();
      assertThat(done.size() - before).isLessThanOrEqualTo(Slices.STEPS);
    }
    assertThat(done).hasSize(1000);
  }

  @Test
  void whatIsAskedForLaterBeginsAfterAllThatCameBefore() {
    List<Integer> known = new ArrayList<>();
    var _ = slices.run(() -> steps("first", Slices.STEPS + 1));
    Future<Void> second =
        slices.run(() -> {
          known.add(done.size());
          return steps("second", 1);
        });
    loop.untilIdle();
    assertThat(second.succeeded()).isTrue();
    assertThat(known).containsExactly(Slices.STEPS + 1);
    assertThat(done).last().isEqualTo("second");
  }

  @Test
  void aStepThatThrowsFailsItsWorkAndNoOther() {
    Runnable broken =
        () -> {
          throw new IllegalStateException("planted");
        };
    Future<Void> fails = slices.run(() -> List.of(broken, broken).iterator());
    Future<Void> goesOn = slices.run(() -> steps("step", 1));
    loop.untilIdle();
    assertThat(fails.cause()).hasMessage("planted");
    assertThat(goesOn.succeeded()).isTrue();
    assertThat(done).containsExactly("step");
  }

  private Iterator<Runnable> steps(String name, int count) {
    return IntStream.range(0, count).<Runnable>mapToObj(_ -> () -> done.add(name)).iterator();
  }

  /** A loop that turns when told to: one action a turn. */
  private static final class Turns implements Loop {
    private final Queue<Runnable> actions = new ArrayDeque<>();

    @Override
    public void execute(Runnable action) {
      actions.add(action);
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
      throw new UnsupportedOperationException("nothing here waits");
    }

    boolean isIdle() {
      return actions.isEmpty();
    }

    void turn() {
      actions.remove().run();
    }

    void untilIdle() {
      while (!isIdle()) {
        turn();
      }
    }
  }
}
