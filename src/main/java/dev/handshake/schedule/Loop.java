package dev.handshake.schedule;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.Executor;

/** One thread that runs what it is given in order, at once or later. */
public interface Loop extends Executor {
  /**
   * Runs an action on this loop once a time has passed, never before. To be called on the loop.
   *
   * @return forgets the action, if it has not run; to be called on the loop
   */
  Runnable after(Duration delay, Runnable action);

  /** The loop of a Vert.x context. */
  static Loop of(Context context) {
    return new EventLoop(context);
  }
}
