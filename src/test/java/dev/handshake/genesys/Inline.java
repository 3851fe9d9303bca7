package dev.handshake.genesys;

import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** A worker that does everything at once, where it stands. */
final class Inline implements Worker {
  private int runs;

  /** How much it was given to do. */
  int runs() {
    return runs;
  }

  @Override
  public <T> Future<T> run(Callable<T> work) {
    runs++;
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception failure) {
      return Future.failedFuture(failure);
    }
  }
}
