package dev.handshake.web;

import dev.handshake.ondemand.Answer;
import dev.handshake.ondemand.Question;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;

/** Probes what somebody asks for and waits for. */
@FunctionalInterface
public interface OnRequest {
  /**
   * Answers a question.
   *
   * @param gone whether nobody waits for the answer any more
   */
  Future<Answer> ask(Question question, BooleanSupplier gone);
}
