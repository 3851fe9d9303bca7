package dev.handshake.agent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Changes that are made one after another, each begun on a worker once the one before is whole. */
final class InOrder {
  private final Vertx vertx;
  private Future<Void> last = Future.succeededFuture();

  InOrder(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Has a change made.
   *
   * @return completes once it is whole; fails as it does, which hinders none that follow
   */
  synchronized Future<Void> next(Supplier<Future<Void>> change) {
    last =
        last.otherwiseEmpty()
            .compose(_ -> vertx.executeBlocking(change::get, false))
            .compose(whole -> whole);
    return last;
  }
}
