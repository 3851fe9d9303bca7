package dev.handshake.notify;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.probe.DnsSettings;
import dev.handshake.report.ReportListener;
import io.vertx.core.Future;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of breakers that open and close. Who is told may change meanwhile: a receiver
 * that keeps its place and its URL keeps what waits for it and what it has heard, whatever else of
 * it changes; one that comes anew is told at once of the breakers that are open; one that goes is
 * told what waits for it, and nothing more.
 */
public final class Notifications implements AutoCloseable {
  private final Means means;
  private final Supplier<URI> agent;
  private final InstantSource clock;
  private final NotificationListener listener;
  private final Attempts attempts = new Attempts(new SplittableRandom());
  private final Notifier notifier;
  private Map<String, Wired> wired = Map.of();
  private @Nullable Line line;

  /** A receiver and what it is reached by. */
  private record Wired(Receiver receiver, ChangingPost post, ReceiverSettings settings) {
    /** Another URL of the same host may be another room of people. */
    boolean isAt(ReceiverSettings other) {
      return settings.url().equals(other.url());
    }
  }

  private Notifications(
      Means means, Supplier<URI> agent, InstantSource clock, NotificationListener listener) {
    this.means = means;
    this.agent = agent;
    this.clock = clock;
    this.listener = listener;
    this.notifier = new Notifier(List.of(), () -> line().loop(), clock);
  }

  /**
   * What receivers are reached with.
   *
   * @param dns how their names become addresses, at first
   * @param trust trust stores by their configured names
   * @param identity identities by their configured names
   */
  public record Means(
      DnsSettings dns,
      Function<String, TrustAnchors> trust,
      Function<String, Optional<Identity>> identity) {
    ChangingPost.Credentials credentials() {
      return new ChangingPost.Credentials(trust, identity);
    }
  }

  /**
   * Begins to listen; nobody is told anything yet.
   *
   * @param agent where people reach this agent, asked for with each alert
   * @param clock the wall clock
   */
  public static Notifications start(
      NotifySettings settings,
      Means means,
      Supplier<URI> agent,
      InstantSource clock,
      NotificationListener listener) {
    Notifications notifications = new Notifications(means, agent, clock, listener);
    notifications.begin(settings);
    return notifications;
  }

  private synchronized void begin(NotifySettings settings) {
    wired = wired(settings, means.dns());
    notifier.begin(receivers());
  }

  /** Tells these from now on, with credentials as they are now. */
  public synchronized void become(NotifySettings settings, DnsSettings dns) {
    if (line != null) {
      line.resolver().become(dns);
    }
    Map<String, Wired> before = wired;
    wired = wired(settings, dns);
    notifier
        .become(receivers())
        .forEach((receiver, left) -> left.onComplete(_ -> left(receiver, before)));
  }

  private List<Receiver> receivers() {
    return wired.values().stream().map(Wired::receiver).toList();
  }

  private Map<String, Wired> wired(NotifySettings settings, DnsSettings dns) {
    Map<String, Wired> next = new LinkedHashMap<>();
    settings.webhooks().forEach(one -> wire(next, "webhooks[" + next.size() + "]", one, dns));
    int webhooks = next.size();
    settings
        .alertmanagers()
        .forEach(one ->
            wire(
                next,
                "alertmanagers[" + (next.size() - webhooks) + "]",
                one.at("/api/v2/alerts"),
                dns));
    return next;
  }

  private void wire(Map<String, Wired> next, String name, ReceiverSettings one, DnsSettings dns) {
    Wired before = wired.get(name);
    if (before != null && before.isAt(one)) {
      before.post().become(one, means.credentials());
      next.put(name, before);
    } else {
      next.put(name, anew(name, one, dns));
    }
  }

  private Wired anew(String name, ReceiverSettings one, DnsSettings dns) {
    Line way = line(dns);
    ChangingPost post =
        new ChangingPost(
            way.vertx(), way.loop(), one, means.credentials(), way.resolver()::addresses, clock);
    Ledger ledger = new Ledger(name, one.host(), way.loop(), listener);
    for (Outcome outcome : Outcome.values()) {
      listener.ended(name, outcome, 0);
    }
    Receiver receiver =
        name.startsWith("webhooks")
            ? new Webhook(post, way.loop(), attempts, ledger)
            : new Alertmanager(post, agent, way.loop(), clock, attempts, ledger).start();
    return new Wired(receiver, post, one);
  }

  private synchronized void left(Receiver receiver, Map<String, Wired> before) {
    Wired gone = before.get(receiver.name());
    if (gone != null && gone.receiver() == receiver) {
      gone.post().close();
    }
    if (!wired.containsKey(receiver.name())) {
      listener.left(receiver.name());
    }
  }

  private synchronized Line line(DnsSettings dns) {
    if (line == null) {
      line = Line.open(dns);
    }
    return line;
  }

  private synchronized Line line() {
    return line(means.dns());
  }

  /** What has to hear of every breaker. */
  public ReportListener listener() {
    return notifier;
  }

  /** Gives how many notifications each receiver has not got yet. */
  public void queued(ObjIntConsumer<String> each) {
    notifier.queued(each);
  }

  /** Takes no more news; completes once all that was taken has been told or was lost. */
  public Future<Void> stop() {
    return notifier.stop();
  }

  /** Gives up, and counts as dropped, what was not told yet. */
  @Override
  public void close() {
    notifier.giveUp().onComplete(_ -> closeLine());
  }

  private synchronized void closeLine() {
    wired.values().forEach(one -> one.post().close());
    if (line != null) {
      line.close();
    }
  }
}
