package dev.handshake.bench;

import java.time.Duration;

/** A client whose handshakes are counted and paid for, in turns with others. */
interface Contender extends AutoCloseable {
  String name();

  /** What one handshake of it includes. */
  String work();

  /** Shakes hands for so long and says what that took. Between its turns it uses no CPU. */
  Turn turn(Duration window);

  @Override
  void close();
}
