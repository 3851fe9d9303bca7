package dev.handshake.notify;

import dev.handshake.schedule.Loop;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * One Alertmanager. It is told of open breakers in batches, again and again while they are open,
 * and once more when they close. Of each alert only the newest state waits.
 */
final class Alertmanager implements Receiver {
  /**
   * Below the five minutes after which Alertmanager takes what it hears no more of for resolved.
   */
  static final Duration AGAIN = Duration.ofMinutes(1);

  static final int MOST_WAITING = 10_000;
  static final int MOST_IN_A_POST = 100;

  private final Post post;
  private final Supplier<URI> agent;
  private final Loop loop;
  private final InstantSource clock;
  private final Attempts attempts;
  private final Ledger ledger;

  /** The alerts of the breakers that are open, by target. */
  private final Map<String, Alert> firing = new HashMap<>();

  /** By labels, which are what an alert is known by. */
  private final Map<SortedMap<String, String>, Alert> waiting = new LinkedHashMap<>();

  /** The labels of firing alerts that it may have heard of. */
  private final Set<SortedMap<String, String>> told = new HashSet<>();

  private int underWay;
  private volatile int queued;
  private boolean given;
  private boolean left;

  /**
   * @param agent where people reach this agent
   * @param clock the wall clock, by which Alertmanager takes alerts for resolved
   */
  Alertmanager(
      Post post,
      Supplier<URI> agent,
      Loop loop,
      InstantSource clock,
      Attempts attempts,
      Ledger ledger) {
    this.post = post;
    this.agent = agent;
    this.loop = loop;
    this.clock = clock;
    this.attempts = attempts;
    this.ledger = ledger;
  }

  /** Begins to tell again and again what lasts. */
  Alertmanager start() {
    loop.execute(() -> loop.after(AGAIN, this::tellAgain));
    return this;
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
    Alert before = firing.remove(event.key());
    if (!event.isOpen()) {
      if (before != null) {
        resolve(before, event.time());
      }
    } else {
      Alert alert = Alert.of(event, agent.get());
      if (before != null && !before.labels().equals(alert.labels())) {
        resolve(before, event.time());
      }
      Alert now = before == null ? alert : alert.since(before);
      firing.put(event.key(), now);
      offer(now);
    }
    begin();
  }

  /** Its alerts end by themselves; they are not resolved. */
  @Override
  public void leave() {
    left = true;
    firing.clear();
  }

  @Override
  public void giveUp() {
    given = true;
    int lost = waiting.size() + underWay;
    waiting.clear();
    count();
    if (lost > 0) {
      ledger.dropped(lost);
    }
  }

  /** What it never heard of need not be resolved. */
  private void resolve(Alert alert, Instant when) {
    if (told.remove(alert.labels())) {
      offer(alert.ended(when));
    } else {
      waiting.remove(alert.labels());
    }
  }

  private void offer(Alert alert) {
    if (waiting.containsKey(alert.labels()) || waiting.size() < MOST_WAITING) {
      waiting.put(alert.labels(), alert);
    } else {
      ledger.dropped(1);
    }
  }

  private void tellAgain() {
    if (!given && !left) {
      firing.values().forEach(this::offer);
      begin();
      loop.after(AGAIN, this::tellAgain);
    }
  }

  private void begin() {
    if (underWay == 0 && !waiting.isEmpty() && !given) {
      List<Alert> batch = new ArrayList<>(waiting.values().stream().limit(MOST_IN_A_POST).toList());
      underWay = batch.size();
      send(batch, 1);
    }
    count();
  }

  private void send(List<Alert> batch, int attempt) {
    batch.replaceAll(alert -> {
      Alert newer = waiting.remove(alert.labels());
      return newer == null ? alert : newer;
    });
    batch.stream()
        .filter(alert -> alert.endedAt().isEmpty())
        .forEach(alert -> told.add(alert.labels()));
    post.send(Alert.json(batch, clock.instant()))
        .onComplete(done ->
            loop.execute(() -> {
              if (!given) {
                answered(batch, attempt, done.result());
              }
            }));
  }

  private void answered(List<Alert> batch, int attempt, Answer answer) {
    switch (answer) {
      case Answer.Taken _ -> {
        ledger.delivered(batch.size());
        ended();
      }
      case Answer.Refused(var why) -> lost(batch, why);
      case Answer.Later(var why, var after, _) ->
          attempts
              .pause(attempt, after)
              .ifPresentOrElse(
                  pause ->
                      loop.after(
                          pause,
                          () -> {
                            if (!given) {
                              send(batch, attempt + 1);
                            }
                          }),
                  () -> lost(batch, why));
    }
  }

  private void lost(List<Alert> batch, String why) {
    ledger.failed(batch.size(), why);
    ended();
  }

  private void ended() {
    underWay = 0;
    begin();
  }

  private void count() {
    queued = given ? 0 : waiting.size() + underWay;
  }
}
