package dev.handshake.notify;

/** Hears what becomes of notifications. Called from one thread; returns quickly. */
@FunctionalInterface
public interface NotificationListener {
  /**
   * Some notifications to one receiver came to an end.
   *
   * @param receiver its kind and place in the configuration, as {@code webhooks[0]}
   */
  void ended(String receiver, Outcome outcome, int count);

  /** A receiver is told nothing more, and no other has taken its place. */
  default void left(String receiver) {}
}
