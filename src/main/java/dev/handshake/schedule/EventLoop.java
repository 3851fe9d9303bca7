package dev.handshake.schedule;

import io.vertx.core.Context;
import java.time.Duration;

/** The loop of a Vert.x context, whose timers count in milliseconds. */
record EventLoop(Context context) implements Loop {
  @Override
  public void execute(Runnable action) {
    context.runOnContext(_ -> action.run());
  }

  @Override
  public Runnable after(Duration delay, Runnable action) {
    long millis = Math.max(1, delay.plusNanos(999_999).toMillis());
    long timer = context.owner().setTimer(millis, _ -> action.run());
    return () -> context.owner().cancelTimer(timer);
  }
}
