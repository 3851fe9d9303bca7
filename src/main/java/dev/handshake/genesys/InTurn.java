package dev.handshake.genesys;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Asks about one thing after another, so that a long list makes no burst of requests. */
final class InTurn {
  private InTurn() {}

  /** All answers in their order; fails with the first that does, and then asks no more. */
  static <A, B> Future<List<B>> each(List<A> things, Function<A, Future<B>> ask) {
    Future<List<B>> answers = Future.succeededFuture(new ArrayList<>());
    for (A thing : things) {
      answers =
          answers.compose(all ->
              ask.apply(thing)
                  .map(answer -> {
                    all.add(answer);
                    return all;
                  }));
    }
    return answers;
  }
}
