package dev.handshake;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What becomes of a future, waited for. */
public final class Awaited {
  private static final long PATIENCE_SECONDS = 20;

  private Awaited() {}

  /** What it answers, once it does. */
  public static <T> T answer(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError("failed: " + failed.getCause(), failed.getCause());
    } catch (TimeoutException never) {
      throw new AssertionError("no answer within " + PATIENCE_SECONDS + " s", never);
    } catch (InterruptedException interrupted) {
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** Why it fails, once it does. */
  public static Throwable failure(Future<?> future) {
    return answer(
        future.transform(result ->
            result.succeeded()
                ? Future.failedFuture("it answered " + result.result())
                : Future.succeededFuture(result.cause())));
  }
}
