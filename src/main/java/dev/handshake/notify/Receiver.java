package dev.handshake.notify;

/** One that is told of events. To be used on the loop. */
sealed interface Receiver permits Webhook, Alertmanager {
  /** Its kind and place in the configuration, as {@code webhooks[0]}. */
  String name();

  /** Tells it in its own time, unless newer news of the target overtakes this. */
  void take(BreakerEvent event);

  /** How many notifications it has not got yet; may be asked from any thread. */
  int queued();

  /** Is told what waits for it and nothing more. */
  void leave();

  /** Gives up what it has not got yet. */
  void giveUp();
}
