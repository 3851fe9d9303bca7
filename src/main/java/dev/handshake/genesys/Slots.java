package dev.handshake.genesys;

import java.util.ArrayDeque;
import java.util.Deque;

/** So many at once, the others in the order in which they came. To be used on one thread. */
final class Slots {
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Slots(int atOnce) {
    this.free = atOnce;
  }

  /** Runs some work as soon as there is room for it; it then says {@link #leave} once. */
  void enter(Runnable work) {
    waiting.add(work);
    admit();
  }

  void leave() {
    free++;
    admit();
  }

  private void admit() {
    while (free > 0 && !waiting.isEmpty()) {
      free--;
      waiting.remove().run();
    }
  }
}
