package dev.handshake.probe;

import dev.handshake.certificate.PeerChain;
import dev.handshake.credential.Identity;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Outcome.ConnectFault;
import dev.handshake.observation.Outcome.ResolveFault;
import dev.handshake.preamble.Octets;
import dev.handshake.probe.Connector.Dialled;
import dev.handshake.reason.Phase;
import dev.handshake.target.Target;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One probe in the making; all of it happens on one event loop. */
final class ProbeRun {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeRun.class);

  /**
   * What all probes share.
   *
   * @param identities by their configured names
   * @param bearers the access tokens of requests that want one
   * @param stamps empty until they are loaded, and where there are none
   */
  record Means(
      Resolver resolver,
      Connector connector,
      TlsEngines engines,
      Function<String, Optional<Identity>> identities,
      Bearers bearers,
      Supplier<Optional<KernelStamps>> stamps,
      InstantSource clock) {
    /** The identity that a target is shown, where it can be. */
    Optional<Identity.Usable> usable(Target target) {
      return target
          .module()
          .identity()
          .flatMap(identities)
          .filter(Identity.Usable.class::isInstance)
          .map(Identity.Usable.class::cast);
    }
  }

  private final Means means;
  private final Target target;
  private final Engine engine;
  private final Verification verification;
  private final Permission permitted;
  private final LostTime lost;
  private final Instant started;
  private final Stopwatch stopwatch = new Stopwatch();
  private final Deadline deadline;
  private Optional<InetSocketAddress> remote = Optional.empty();
  private List<InetSocketAddress> failed = List.of();

  ProbeRun(
      Means means,
      Target target,
      Engine engine,
      Verification verification,
      Permission permitted,
      LostTime lost) {
    this.means = means;
    this.started = means.clock().instant();
    this.target = target;
    this.engine = engine;
    this.verification = verification;
    this.permitted = permitted;
    this.lost = lost;
    this.deadline = Deadline.in(target.module().timing().timeout());
  }

  Future<Observation> begin() {
    Optional<String> name = target.module().identity();
    Optional<Identity> identity = name.flatMap(means.identities());
    if (name.isPresent() && identity.isEmpty()) {
      return unusable(name.get(), "no identity of this name is configured");
    }
    if (identity.isPresent() && identity.get() instanceof Identity.Unusable unusable) {
      return unusable(unusable.name(), unusable.why());
    }
    stopwatch.begin(Phase.RESOLVE);
    return patient(this::resolution, ProbeRun::unanswered)
        .compose(resolution -> resolved(allowed(resolution), means.usable(target)));
  }

  /** What is dialled are the very addresses that were asked about, however a name may change. */
  private Resolution allowed(Resolution resolution) {
    return switch (resolution) {
      case Resolution.Unresolved unresolved -> unresolved;
      case Resolution.Resolved(var addresses) -> {
        List<InetAddress> left = addresses.stream().filter(permitted).toList();
        yield left.isEmpty()
            ? new Resolution.Unresolved(
                ResolveFault.NO_ADDRESS,
                Approach.dialled(target).host() + " " + permitted.refusal())
            : new Resolution.Resolved(left);
      }
    };
  }

  /** Asks once more where no answer came in time and the time was lost by ourselves. */
  private <T> Future<T> patient(Supplier<Future<T>> step, Predicate<T> unanswered) {
    Duration before = lost.since();
    return step.get()
        .compose(answer -> {
          if (!unanswered.test(answer) || lost.since().compareTo(before) <= 0) {
            return Future.succeededFuture(answer);
          }
          return step.get();
        });
  }

  private static boolean unanswered(Resolution resolution) {
    return resolution instanceof Resolution.Unresolved(var fault, var _)
        && fault == ResolveFault.TIMEOUT;
  }

  private static boolean unanswered(Dialled dialled) {
    return dialled instanceof Dialled.NotConnected(var outcome, var _)
        && outcome instanceof Outcome.ConnectFailed(var fault, var _)
        && fault == ConnectFault.TIMEOUT;
  }

  /** The look-up has a time of its own, which may be longer than the whole probe's. */
  private Future<Resolution> resolution() {
    if (target.ip().isPresent()) {
      return Future.succeededFuture(new Resolution.Resolved(List.of(target.ip().get())));
    }
    String host = Approach.dialled(target).host();
    Duration whole = target.module().timing().timeout();
    Future<Resolution> answer = means.resolver().resolve(host, target.module().family());
    return answer.isComplete()
        ? answer
        : answer
            .timeout(Math.max(1, deadline.nanosFor(whole)), TimeUnit.NANOSECONDS)
            .recover(cause ->
                cause instanceof TimeoutException
                    ? Future.succeededFuture(unansweredWithin(whole, host))
                    : Future.failedFuture(cause));
  }

  private static Resolution unansweredWithin(Duration whole, String host) {
    return new Resolution.Unresolved(
        ResolveFault.TIMEOUT,
        "no answer about " + host + " within " + whole.toMillis() + " ms, the whole probe's time");
  }

  private Future<Observation> unusable(String name, String why) {
    return Future.succeededFuture(observation(new Outcome.IdentityUnusable(name, why)));
  }

  private Future<Observation> resolved(Resolution resolution, Optional<Identity.Usable> identity) {
    stopwatch.end();
    return switch (resolution) {
      case Resolution.Unresolved(var fault, var detail) ->
          Future.succeededFuture(observation(new Outcome.ResolveFailed(fault, detail)));
      case Resolution.Resolved(var addresses) -> {
        stopwatch.begin(Phase.CONNECT);
        yield patient(() -> dial(addresses), ProbeRun::unanswered)
            .compose(dialled -> dialled(dialled, identity));
      }
    };
  }

  private Future<Dialled> dial(List<InetAddress> addresses) {
    return means
        .connector()
        .dial(
            addresses,
            Approach.dialled(target).port(),
            target.module().timing().connectTimeout(),
            deadline);
  }

  private Future<Observation> dialled(Dialled dialled, Optional<Identity.Usable> identity) {
    stopwatch.end();
    return switch (dialled) {
      case Dialled.NotConnected(var outcome, var addresses) -> {
        remote = Optional.of(addresses.getLast());
        failed = addresses.subList(0, addresses.size() - 1);
        yield Future.succeededFuture(observation(beforeTls(outcome)));
      }
      case Dialled.Connected connected -> {
        remote = Optional.of(connected.remote());
        failed = connected.failed();
        if (failed.isEmpty()) {
          stopwatch.correct(Phase.CONNECT, connected.connectTime());
        }
        Channel channel = connected.channel();
        TimedReads.of(channel, means.stamps().get(), stopwatch::waited);
        yield Approach.make(target, channel, deadline, stopwatch, lost)
            .compose(reached ->
                switch (reached) {
                  case Approach.Reached.Tls(Octets surplus) ->
                      shakeHands(connected, channel, surplus, identity);
                  case Approach.Reached.Failed(Outcome outcome) ->
                      Future.succeededFuture(observation(outcome));
                });
      }
    };
  }

  private Outcome beforeTls(Outcome outcome) {
    return outcome instanceof Outcome.Reset
        ? Approach.resetAtOnce(target).orElse(outcome)
        : outcome;
  }

  private Future<Observation> shakeHands(
      Dialled.Connected connected,
      Channel channel,
      Octets surplus,
      Optional<Identity.Usable> identity) {
    if (target.module().expect().isRefusalOfOffer()) {
      return exchangeHellos(connected, channel, surplus);
    }
    TlsEngines.Prepared tls;
    try {
      tls =
          means
              .engines()
              .prepare(engine, identity, target.module().offer(), target.sni(), channel.alloc());
    } catch (SSLException | IllegalArgumentException refused) {
      var _ = channel.close();
      return identity.isPresent()
          ? unusable(
              identity.get().name(), "the TLS library refuses it: " + EngineFailure.detail(refused))
          : Future.succeededFuture(ownFault(refused));
    }
    stopwatch.begin(Phase.HANDSHAKE);
    Promise<ProbeHandler.Ended> ended = Promise.promise();
    ProbeHandler handler =
        new ProbeHandler(
            target,
            started,
            deadline,
            stopwatch,
            lost,
            tls,
            identity.isPresent(),
            roundTrip(connected),
            verification,
            means.bearers(),
            ended);
    SslHandler ssl = new SslHandler(tls.engine());
    ssl.setHandshakeTimeoutMillis(0);
    ssl.setCloseNotifyFlushTimeoutMillis(500);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addFirst("tap", handler.tap());
    pipeline.addAfter("tap", "probe", handler);
    pipeline.addAfter("tap", "ssl", ssl);
    handOn(channel, surplus);
    return ended
        .future()
        .onComplete(_ -> means.engines().forget(tls))
        .map(end -> ended(end, connected));
  }

  /** Asks whether the server still takes an offer; no engine has a part in it. */
  private Future<Observation> exchangeHellos(
      Dialled.Connected connected, Channel channel, Octets surplus) {
    stopwatch.begin(Phase.HANDSHAKE);
    Promise<ProbeHandler.Ended> ended = Promise.promise();
    HelloExchange exchange =
        new HelloExchange(
            HelloOffer.of(target.module().tls(), target.sni()),
            target.module().timing().handshakeTimeout(),
            deadline,
            stopwatch,
            lost,
            roundTrip(connected),
            ended);
    channel.pipeline().addFirst("tap", exchange.tap());
    channel.pipeline().addAfter("tap", "hello", exchange);
    handOn(channel, surplus);
    return ended.future().map(end -> ended(end, connected));
  }

  private static void handOn(Channel channel, Octets surplus) {
    if (!surplus.isEmpty()) {
      channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(surplus.toBytes()));
      channel.pipeline().fireChannelReadComplete();
    }
  }

  /** Through a proxy the way is longer, and its answer took all of it. */
  private Duration roundTrip(Dialled.Connected connected) {
    Duration most = target.module().timing().confirmTimeout().dividedBy(2);
    Duration whole = connected.connectTime().plus(stopwatch.took(Phase.PROXY));
    return stopwatch.took(Phase.PROXY).isZero() || whole.compareTo(most) < 0 ? whole : most;
  }

  private Observation ended(ProbeHandler.Ended end, Dialled.Connected connected) {
    return observation(
        end.outcome(),
        Optional.of(
            end.connection()
                .over(connected.retransmitted(), OptionalInt.of(connected.localPort()))),
        end.client(),
        end.chain(),
        end.http(),
        end.requestHeldBack());
  }

  Observation ownFault(Throwable fault) {
    LOG.error("probe of {} failed by our own fault", target.name(), fault);
    return observation(new Outcome.OwnFault(stopwatch.phase(), FaultWords.of(fault)));
  }

  private Observation observation(Outcome outcome) {
    return observation(
        outcome,
        Optional.empty(),
        ClientAuthentication.NONE,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private Observation observation(
      Outcome outcome,
      Optional<Connection> connection,
      ClientAuthentication client,
      Optional<PeerChain> chain,
      Optional<HttpAnswer> http,
      boolean heldBack) {
    return new Observation(
        target,
        started,
        remote,
        failed,
        stopwatch.timings(),
        outcome,
        connection,
        client,
        chain,
        http,
        heldBack,
        lost.isLate());
  }
}
