package dev.handshake.genesys;

import io.vertx.core.Future;

/**
 * Makes of an answer what it means.
 *
 * @param <A> the answer
 * @param <B> its meaning
 */
@FunctionalInterface
interface Parser<A, B> {
  /**
   * Reads an answer.
   *
   * @throws ApiException if it cannot be believed
   */
  B parse(A answer) throws ApiException;

  /** The same off the event loop, since that takes a while for certificates. */
  static <A, B> Future<B> of(Future<A> answer, Worker worker, Parser<A, B> parser) {
    return answer.compose(given -> worker.run(() -> parser.parse(given)));
  }

  /** Reads what a future brings. */
  static <A, B> Future<B> of(Future<A> answer, Parser<A, B> parser) {
    return answer.compose(given -> {
      try {
        return Future.succeededFuture(parser.parse(given));
      } catch (ApiException unbelievable) {
        return Future.failedFuture(unbelievable);
      }
    });
  }
}
