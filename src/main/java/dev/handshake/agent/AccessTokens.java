package dev.handshake.agent;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.outgoing.AccessToken;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TokenKeeper;
import dev.handshake.outgoing.Way;
import dev.handshake.probe.Bearers;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.OauthClient;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access tokens that requests of probes bear: a keeper for each client, asked ahead of the
 * probes and again before a token ends, so that no probe waits for one.
 */
final class AccessTokens implements Bearers, AutoCloseable {
  /** How often each keeper is asked, which asks its token endpoint only where it has to. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** How long an endpoint is left alone that has failed. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** The same at least of one that has refused us. */
  private static final Duration LEAST = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);

  private final Map<OauthClient, Holder> holders = new ConcurrentHashMap<>();
  private final Vertx vertx;
  private final Function<String, TrustAnchors> trust;
  private final Function<String, Future<List<InetAddress>>> resolver;
  private final InstantSource clock;
  private final long timer;

  /**
   * @param trust trust stores by their configured names
   * @param resolver the addresses of a host
   */
  AccessTokens(
      Vertx vertx,
      Function<String, TrustAnchors> trust,
      Function<String, Future<List<InetAddress>>> resolver,
      InstantSource clock) {
    this.vertx = vertx;
    this.trust = trust;
    this.resolver = resolver;
    this.clock = clock;
    this.timer = vertx.setPeriodic(LOOK.toMillis(), _ -> holders.values().forEach(Holder::ask));
  }

  @Override
  public Bearer of(OauthClient client) {
    return holder(client).bearer();
  }

  @Override
  public void refused(OauthClient client, Bearer.Token token) {
    holder(client).refused(token);
  }

  /** Waits for the tokens that targets want, for a while; what came of it is known then. */
  Future<Void> fetched(Collection<Target> targets, Duration patience) {
    List<Future<Void>> asked =
        targets.stream()
            .flatMap(target -> client(target).stream())
            .distinct()
            .map(this::asked)
            .toList();
    return asked.isEmpty()
        ? Future.succeededFuture()
        : Future.join(asked)
            .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
            .<Void>mapEmpty()
            .otherwiseEmpty();
  }

  /**
   * Keeps the tokens of these clients and no others.
   *
   * @param renewed trust stores with another content than before, whose clients begin afresh
   */
  void keep(Set<OauthClient> clients, Set<String> renewed) {
    holders.forEach((client, holder) -> {
      boolean stays = clients.contains(client) && !renewed.contains(client.trust());
      if (!stays && holders.remove(client, holder)) {
        holder.leave();
      }
    });
  }

  private Future<Void> asked(OauthClient client) {
    return holder(client).ask();
  }

  private static Optional<OauthClient> client(Target target) {
    return client(target.module());
  }

  /** The client that requests of a module are made in the name of. */
  static Optional<OauthClient> client(ProbeModule module) {
    return module.http().flatMap(HttpCheck::oauth);
  }

  private Holder holder(OauthClient client) {
    return holders.computeIfAbsent(client, Holder::new);
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    holders.values().forEach(Holder::leave);
  }

  /** The token of one client, and why there is none. */
  private final class Holder {
    private final OauthClient client;
    private final Service service;
    private final TokenKeeper keeper;
    private Optional<String> fault = Optional.empty();
    private Instant next = Instant.MIN;
    private volatile boolean left;

    Holder(OauthClient client) {
      this.client = client;
      this.service =
          new Service(vertx, trust.apply(client.trust()), new Way(resolver, client.proxy()));
      this.keeper =
          new TokenKeeper(
              vertx, client, service, LEAST, clock, new SplittableRandom(), (_, _, _) -> {});
    }

    /** Has the keeper ask where it has to and may; succeeds whatever comes of it. */
    Future<Void> ask() {
      if (isTooEarly()) {
        return Future.succeededFuture();
      }
      return keeper
          .token()
          .onComplete(_ -> issued(), failure -> failed(String.valueOf(failure.getMessage())))
          .<Void>mapEmpty()
          .otherwiseEmpty();
    }

    /** Asks no more; that a request is broken off by it is no news. */
    void leave() {
      left = true;
      service.close();
    }

    private synchronized boolean isTooEarly() {
      return left || (fault.isPresent() && clock.instant().isBefore(next));
    }

    Bearer bearer() {
      Optional<AccessToken> token = keeper.current();
      if (token.isEmpty()) {
        var _ = ask();
      }
      return token
          .<Bearer>map(held -> new Bearer.Token(held.text()))
          .orElseGet(() -> new Bearer.None(why()));
    }

    private synchronized String why() {
      return fault.orElse("the token endpoint has not answered yet");
    }

    void refused(Bearer.Token token) {
      keeper
          .current()
          .filter(held -> held.text().equals(token.text()))
          .ifPresent(held -> {
            keeper.refused(held);
            var _ = ask();
          });
    }

    private synchronized void issued() {
      if (fault.isPresent()) {
        fault = Optional.empty();
        LOG.atInfo().addKeyValue("client", client.clientId()).log("access token issued again");
      }
    }

    /** The first failure is told, those that follow are not. */
    private synchronized void failed(String detail) {
      if (fault.isEmpty() && !left) {
        LOG.atWarn()
            .addKeyValue("client", client.clientId())
            .addKeyValue("endpoint", client.tokenUrl().getHost())
            .addKeyValue("detail", detail)
            .log("no access token");
      }
      fault = Optional.of(detail);
      next = clock.instant().plus(PAUSE);
    }
  }
}
