package dev.handshake.agent;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures, on a thread that may. */
final class Blocking {
  private Blocking() {}

  /** Whether it ends in time, in whatever way. */
  static boolean ends(Future<?> future, Duration longest) {
    try {
      await(future, longest);
      return true;
    } catch (ExecutionException failed) {
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * What it completes with.
   *
   * @throws IllegalStateException if it fails or does not end in time
   */
  static <T> T waitFor(Future<T> future, Duration longest) {
    try {
      return await(future, longest);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IllegalStateException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private static <T> T await(Future<T> future, Duration longest)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(longest.toMillis(), TimeUnit.MILLISECONDS);
  }
}
