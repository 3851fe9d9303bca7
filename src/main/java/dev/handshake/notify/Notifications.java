package dev.handshake.notify;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.outgoing.TlsSide;
import dev.handshake.probe.DnsSettings;
import dev.handshake.probe.Resolver;
import dev.handshake.report.ReportListener;
import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * The notifications of breakers that open and close, with an event loop of their own: no probe
 * waits for a receiver.
 */
public final class Notifications implements AutoCloseable {
  private final Vertx vertx;
  private final Resolver resolver;
  private final List<HttpPost> posts;
  private final Notifier notifier;

  private Notifications(Vertx vertx, Resolver resolver, List<HttpPost> posts, Notifier notifier) {
    this.vertx = vertx;
    this.resolver = resolver;
    this.posts = List.copyOf(posts);
    this.notifier = notifier;
  }

  /** What receivers are reached with. */
  public record Means(
      DnsSettings dns,
      Function<String, TrustAnchors> trust,
      Function<String, Optional<Identity>> identity) {}

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
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false))
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    Loop loop = Loop.of(((VertxInternal) vertx).createEventLoopContext());
    Resolver resolver = new Resolver(vertx, means.dns());
    Attempts attempts = new Attempts(new SplittableRandom());
    List<HttpPost> posts = new ArrayList<>();
    List<Receiver> receivers = new ArrayList<>();
    Function<ReceiverSettings, Post> posting =
        receiver -> post(vertx, receiver, means, resolver, posts, clock);
    for (ReceiverSettings one : settings.webhooks()) {
      String name = "webhooks[" + receivers.size() + "]";
      Ledger ledger = new Ledger(name, one.host(), loop, listener);
      receivers.add(new Webhook(posting.apply(one), loop, attempts, ledger));
    }
    for (ReceiverSettings one : settings.alertmanagers()) {
      String name = "alertmanagers[" + (receivers.size() - settings.webhooks().size()) + "]";
      Ledger ledger = new Ledger(name, one.host(), loop, listener);
      Post post = posting.apply(one.at("/api/v2/alerts"));
      receivers.add(new Alertmanager(post, agent, loop, clock, attempts, ledger).start());
    }
    for (Receiver receiver : receivers) {
      for (Outcome outcome : Outcome.values()) {
        listener.ended(receiver.name(), outcome, 0);
      }
    }
    return new Notifications(vertx, resolver, posts, new Notifier(receivers, loop, clock));
  }

  private static Post post(
      Vertx vertx,
      ReceiverSettings receiver,
      Means means,
      Resolver resolver,
      List<HttpPost> posts,
      InstantSource clock) {
    Optional<Identity> identity = receiver.identity().flatMap(means.identity());
    if (identity.isPresent() && identity.get() instanceof Identity.Unusable(var name, var why)) {
      Answer unusable = new Answer.Refused("identity " + name + " cannot be used: " + why);
      return _ -> Future.succeededFuture(unusable);
    }
    Optional<TlsSide> tls =
        ReceiverSettings.isHttps(receiver.url())
            ? Optional.of(
                new TlsSide(
                    means.trust().apply(receiver.trust()),
                    identity.map(some -> (Identity.Usable) some)))
            : Optional.empty();
    HttpPost post = new HttpPost(vertx, receiver, tls, resolver::addresses, clock);
    posts.add(post);
    return post;
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
    notifier
        .giveUp()
        .onComplete(_ -> {
          posts.forEach(HttpPost::close);
          resolver.close();
          var _ = vertx.close();
        });
  }
}
