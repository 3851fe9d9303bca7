package dev.handshake.genesys;

import dev.handshake.schedule.Loop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A loop on which every pause passes at once, and a clock that goes by them. */
final class HastyLoop implements Loop, InstantSource {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final Loop real;

  HastyLoop(Vertx vertx) {
    this.real = Loop.of(((VertxInternal) vertx).createEventLoopContext());
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public void execute(Runnable action) {
    real.execute(action);
  }

  @Override
  public Runnable after(Duration delay, Runnable action) {
    pauses.add(delay);
    pass(delay);
    real.execute(action);
    return () -> {};
  }

  void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  /** How long was waited, each time. */
  List<Duration> pauses() {
    return List.copyOf(pauses);
  }
}
