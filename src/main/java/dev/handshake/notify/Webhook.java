package dev.handshake.notify;

import dev.handshake.schedule.Loop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A receiver of one event at a time. Of each target only the newest event waits; that a breaker
 * closed is told only where it may have been heard that it opened, and that it opened again after a
 * trial only where the reason is another one.
 */
final class Webhook implements Receiver {
  static final int MOST_WAITING = 1000;

  private static final int AT_ONCE = 4;

  /** What stands for the reason where it is not known whether the receiver has heard it. */
  private static final String PERHAPS = "?";

  private final Post post;
  private final Loop loop;
  private final Attempts attempts;
  private final Ledger ledger;
  private final Map<String, BreakerEvent> waiting = new LinkedHashMap<>();
  private final Set<String> underWay = new HashSet<>();

  /** The reasons of open breakers that the receiver has heard, by target. */
  private final Map<String, String> told = new HashMap<>();

  private volatile int queued;
  private boolean given;

  Webhook(Post post, Loop loop, Attempts attempts, Ledger ledger) {
    this.post = post;
    this.loop = loop;
    this.attempts = attempts;
    this.ledger = ledger;
  }

  @Override
  public String name() {
    return ledger.receiver();
  }

  @Override
  public int queued() {
    return queued;
  }

  @Override
  public void take(BreakerEvent event) {
    if (!waiting.containsKey(event.key()) && waiting.size() >= MOST_WAITING) {
      if (isNews(event)) {
        ledger.dropped(1);
      }
    } else {
      waiting.put(event.key(), event);
      begin();
    }
  }

  @Override
  public void leave() {}

  @Override
  public void giveUp() {
    given = true;
    int lost = waiting.size() + underWay.size();
    waiting.clear();
    count();
    if (lost > 0) {
      ledger.dropped(lost);
    }
  }

  private boolean isNews(BreakerEvent event) {
    boolean inDoubt = underWay.contains(event.key());
    String heard = told.get(event.key());
    return inDoubt || (event.isOpen() ? !event.reason().equals(heard) : heard != null);
  }

  /** Sends as much as may be under way at once. */
  private void begin() {
    while (underWay.size() < AT_ONCE && !given) {
      Optional<BreakerEvent> next = next();
      if (next.isEmpty()) {
        break;
      }
      underWay.add(next.get().key());
      send(next.get(), 1);
    }
    count();
  }

  /** Takes the first event whose target has nothing under way, and forgets what is no news. */
  private Optional<BreakerEvent> next() {
    waiting.values().removeIf(event -> !isNews(event));
    Optional<BreakerEvent> next =
        waiting.values().stream().filter(event -> !underWay.contains(event.key())).findFirst();
    next.ifPresent(event -> waiting.remove(event.key()));
    return next;
  }

  private void send(BreakerEvent event, int attempt) {
    post.send(EventJson.of(event))
        .onComplete(done ->
            loop.execute(() -> {
              if (!given) {
                answered(event, attempt, done.result());
              }
            }));
  }

  private void answered(BreakerEvent event, int attempt, Answer answer) {
    switch (answer) {
      case Answer.Taken _ -> {
        if (event.isOpen()) {
          told.put(event.key(), event.reason());
        } else {
          told.remove(event.key());
        }
        ledger.delivered(1);
        ended(event);
      }
      case Answer.Refused(var why) -> lost(event, why);
      case Answer.Later(var why, var after, var perhaps) -> {
        if (perhaps) {
          told.put(event.key(), PERHAPS);
        }
        attempts
            .pause(attempt, after)
            .ifPresentOrElse(
                pause -> loop.after(pause, () -> again(event, attempt + 1)),
                () -> lost(event, why));
      }
    }
  }

  /** Tries once more, unless there is newer news of the target. */
  private void again(BreakerEvent event, int attempt) {
    if (given) {
      return;
    }
    if (waiting.containsKey(event.key())) {
      ended(event);
    } else {
      send(event, attempt);
    }
  }

  private void lost(BreakerEvent event, String why) {
    if (!event.isOpen()) {
      told.remove(event.key());
    }
    ledger.failed(1, why);
    ended(event);
  }

  private void ended(BreakerEvent event) {
    underWay.remove(event.key());
    begin();
  }

  private void count() {
    queued = given ? 0 : waiting.size() + underWay.size();
  }
}
