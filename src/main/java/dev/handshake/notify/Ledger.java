package dev.handshake.notify;

import dev.handshake.schedule.Loop;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what becomes of one receiver's notifications, and logs what is lost: the first at once,
 * then at most once a minute. To be used on the loop.
 */
final class Ledger {
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final String receiver;
  private final String host;
  private final Loop loop;
  private final NotificationListener listener;
  private int failed;
  private int dropped;
  private String lastWhy = "";
  private boolean silent;

  Ledger(String receiver, String host, Loop loop, NotificationListener listener) {
    this.receiver = receiver;
    this.host = host;
    this.loop = loop;
    this.listener = listener;
  }

  String receiver() {
    return receiver;
  }

  void delivered(int count) {
    listener.ended(receiver, Outcome.DELIVERED, count);
  }

  void failed(int count, String why) {
    listener.ended(receiver, Outcome.FAILED, count);
    failed += count;
    lastWhy = why;
    say();
  }

  void dropped(int count) {
    listener.ended(receiver, Outcome.DROPPED, count);
    dropped += count;
    say();
  }

  private void say() {
    if (silent || failed + dropped == 0) {
      return;
    }
    LOG.atWarn()
        .addKeyValue("receiver", receiver)
        .addKeyValue("host", host)
        .addKeyValue("failed", failed)
        .addKeyValue("dropped", dropped)
        .addKeyValue("why", lastWhy)
        .log("notifications are lost");
    failed = 0;
    dropped = 0;
    silent = true;
    loop.after(
        BETWEEN_LINES,
        () -> {
          silent = false;
          say();
        });
  }
}
