package dev.handshake.notify;

import io.vertx.core.Future;

/** Posts JSON to one receiver. */
@FunctionalInterface
interface Post {
  /** One attempt, bounded in time; never failed, whatever happens. */
  Future<Answer> send(String json);
}
