package dev.handshake.schedule;

import io.vertx.core.Future;
import java.time.Instant;

/** What is done each time a task is due. */
@FunctionalInterface
public interface Cycle {
  /**
   * Runs a task once. Called on the schedule's loop, and not again for the same task before the
   * answer has come, from whatever thread.
   *
   * @param due when it ought to have started
   * @param started when it did
   * @return when it is next due; a failure counts as {@link Next.Regular}
   */
  Future<Next> run(String task, Instant due, Instant started);
}
