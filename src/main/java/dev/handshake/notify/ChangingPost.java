package dev.handshake.notify;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.outgoing.TlsSide;
import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The post to one receiver, whose way and credentials may change while the receiver goes on. What
 * is under way ends as it began.
 */
final class ChangingPost implements Post, AutoCloseable {
  /** What a post is made with; its credentials by their versions. */
  private record Made(
      ReceiverSettings receiver, Optional<String> trust, Optional<String> identity) {}

  private final Vertx vertx;
  private final Loop loop;
  private final Function<String, Future<List<InetAddress>>> resolver;
  private final InstantSource clock;
  private volatile Current current;

  private record Current(Made made, Post post, Runnable close) {}

  /**
   * @param resolver a host's addresses
   * @param clock the wall clock
   */
  ChangingPost(
      Vertx vertx,
      Loop loop,
      ReceiverSettings receiver,
      Credentials credentials,
      Function<String, Future<List<InetAddress>>> resolver,
      InstantSource clock) {
    this.vertx = vertx;
    this.loop = loop;
    this.resolver = resolver;
    this.clock = clock;
    this.current = made(receiver, credentials);
  }

  /**
   * What receivers are verified by and shown.
   *
   * @param trust trust stores by their configured names
   * @param identity identities by their configured names
   */
  record Credentials(
      Function<String, TrustAnchors> trust, Function<String, Optional<Identity>> identity) {}

  /** Goes another way from now on, where anything about it is another. */
  void become(ReceiverSettings receiver, Credentials credentials) {
    Current before = current;
    if (!made(receiver, trust(receiver, credentials), identity(receiver, credentials))
        .equals(before.made())) {
      current = made(receiver, credentials);
      loop.execute(() -> loop.after(HttpPost.LIMIT, before.close()));
    }
  }

  @Override
  public Future<Answer> send(String json) {
    return current.post().send(json);
  }

  @Override
  public void close() {
    current.close().run();
  }

  private Current made(ReceiverSettings receiver, Credentials credentials) {
    Optional<TrustAnchors> trust = trust(receiver, credentials);
    Optional<Identity> identity = identity(receiver, credentials);
    Made made = made(receiver, trust, identity);
    if (identity.isPresent() && identity.get() instanceof Identity.Unusable(var name, var why)) {
      Answer unusable = new Answer.Refused("identity " + name + " cannot be used: " + why);
      return new Current(made, _ -> Future.succeededFuture(unusable), () -> {});
    }
    Optional<TlsSide> tls =
        trust.map(store -> new TlsSide(store, identity.map(some -> (Identity.Usable) some)));
    HttpPost post = new HttpPost(vertx, receiver, tls, resolver, clock);
    return new Current(made, post, post::close);
  }

  private static Made made(
      ReceiverSettings receiver, Optional<TrustAnchors> trust, Optional<Identity> identity) {
    return new Made(
        receiver, trust.map(TrustAnchors::version), identity.map(ChangingPost::version));
  }

  private static String version(Identity identity) {
    return switch (identity) {
      case Identity.Usable usable -> usable.version();
      case Identity.Unusable unusable -> unusable.why();
    };
  }

  private static Optional<TrustAnchors> trust(ReceiverSettings receiver, Credentials credentials) {
    return ReceiverSettings.isHttps(receiver.url())
        ? Optional.of(credentials.trust().apply(receiver.trust()))
        : Optional.empty();
  }

  private static Optional<Identity> identity(ReceiverSettings receiver, Credentials credentials) {
    return receiver.identity().flatMap(credentials.identity());
  }
}
