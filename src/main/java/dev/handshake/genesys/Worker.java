package dev.handshake.genesys;

import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** Does what takes a while, off the event loop. */
@FunctionalInterface
interface Worker {
  <T> Future<T> run(Callable<T> work);
}
