package dev.handshake.schedule;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One thread that runs what it is given in order, at once or later. */
public interface Loop extends Executor {
  /**
   * Runs an action on this loop once a time has passed, never before. To be called on the loop.
   *
   * @return forgets the action, if it has not run; to be called on the loop
   */
  Runnable after(Duration delay, Runnable action);

  /**
   * What some work answers, on this loop. What it answers after it was given up for lost is let go.
   * To be called on the loop.
   *
   * @param longest how long an answer is waited for, not counting what the loop itself loses
   * @param lost what is said where none came in that time
   * @return fails as the work does, also where it throws, and where no answer came in time
   */
  default <T> Future<T> await(Supplier<Future<T>> work, Duration longest, String lost) {
    Promise<T> answer = Promise.promise();
    Patience patience =
        Patience.begin(this, longest, () -> answer.tryFail(new TimeoutException(lost)));
    attempt(work)
        .onComplete(result ->
            execute(() -> {
              patience.forget();
              if (result.succeeded()) {
                answer.tryComplete(result.result());
              } else {
                answer.tryFail(result.cause());
              }
            }));
    return answer.future();
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }

  /** The loop of a Vert.x context. */
  static Loop of(Context context) {
    return new EventLoop(context);
  }
}
