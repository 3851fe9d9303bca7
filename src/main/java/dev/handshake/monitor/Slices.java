package dev.handshake.monitor;

import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Work on a loop that may be long: done in the order in which it was asked for, so many steps at a
 * time, so that what else happens on the loop has its turn in between.
 */
final class Slices {
  /** Steps in one turn of the loop, each of some microseconds. */
  static final int STEPS = 256;

  private final Loop loop;
  private final Deque<Work> waiting = new ArrayDeque<>();

  Slices(Loop loop) {
    this.loop = loop;
  }

  /**
   * Has all steps done.
   *
   * @param parts each asked for once all that was asked for before is done
   * @return completes once they are done; fails as soon as one throws, which leaves out the rest
   */
  Future<Void> run(List<Supplier<Iterator<Runnable>>> parts) {
    Work work = new Work(parts.iterator());
    loop.execute(() -> {
      waiting.addLast(work);
      if (waiting.size() == 1) {
        turn();
      }
    });
    return work.done.future();
  }

  /** The same of one part. */
  Future<Void> run(Supplier<Iterator<Runnable>> steps) {
    return run(List.of(steps));
  }

  private void turn() {
    int left = STEPS;
    while (left > 0 && !waiting.isEmpty()) {
      left = waiting.getFirst().run(left);
      if (left > 0) {
        waiting.removeFirst();
      }
    }
    if (!waiting.isEmpty()) {
      loop.execute(this::turn);
    }
  }

  private static final class Work {
    private final Iterator<Supplier<Iterator<Runnable>>> parts;
    private final Promise<Void> done = Promise.promise();
    private Iterator<Runnable> steps = Collections.emptyIterator();

    Work(Iterator<Supplier<Iterator<Runnable>>> parts) {
      this.parts = parts;
    }

    /** How many steps of those allowed are left; none where it is not done yet. */
    int run(int allowed) {
      int left = allowed;
      try {
        while (left > 0 && hasNext()) {
          steps.next().run();
          left--;
        }
      } catch (RuntimeException thrown) {
        done.fail(thrown);
        return 1;
      }
      if (left > 0) {
        done.complete();
      }
      return left;
    }

    private boolean hasNext() {
      while (!steps.hasNext() && parts.hasNext()) {
        steps = parts.next().get();
      }
      return steps.hasNext();
    }
  }
}
