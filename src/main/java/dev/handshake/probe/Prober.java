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
import dev.handshake.schedule.Loop;
import dev.handshake.schedule.LoopLag;
import dev.handshake.schedule.SteadyClock;
import dev.handshake.target.Target;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes observations: each probe is one real, full handshake with one address of one target, never
 * resumed and never pooled, bounded in time as a whole and in each phase.
 */
public final class Prober implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Prober.class);

  private static final int COLD_PROBES = 64;

  private final int cold;
  private final List<Context> loops;
  private final LoopLag lag;
  private final AtomicInteger next = new AtomicInteger();
  private final Resolver resolver;
  private final Connector connector;

  /** Loaded once the start is over: the first probes load code, so that their time is our own. */
  private final CompletableFuture<Optional<KernelStamps>> stamps =
      CompletableFuture.supplyAsync(
          KernelStamps::load, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));

  private final TlsEngines engines = new TlsEngines();
  private final Function<String, Optional<Identity>> identities;
  private final Bearers bearers;
  private final InstantSource clock;

  /**
   * @param loops how many event loops probes are spread over, at least 1
   * @param identities client identities by their configured names
   */
  public Prober(
      Vertx vertx,
      int loops,
      Resolver resolver,
      Function<String, Optional<Identity>> identities,
      InstantSource clock) {
    this(vertx, loops, resolver, identities, Bearers.NONE, clock);
  }

  /**
   * @param loops how many event loops probes are spread over, at least 1
   * @param identities client identities by their configured names
   * @param bearers the access tokens of requests that want one
   */
  public Prober(
      Vertx vertx,
      int loops,
      Resolver resolver,
      Function<String, Optional<Identity>> identities,
      Bearers bearers,
      InstantSource clock) {
    this(vertx, loops, resolver, identities, bearers, clock, COLD_PROBES);
  }

  /**
   * @param cold how many probes of each loop run while code is still loaded and compiled
   */
  Prober(
      Vertx vertx,
      int loops,
      Resolver resolver,
      Function<String, Optional<Identity>> identities,
      Bearers bearers,
      InstantSource clock,
      int cold) {
    this.cold = cold * loops;
    this.loops =
        IntStream.range(0, loops)
            .<Context>mapToObj(loop -> ((VertxInternal) vertx).createEventLoopContext())
            .toList();
    this.lag =
        new LoopLag(
            this.loops.stream().map(Loop::of).toList(), SteadyClock.startingAt(clock.instant()));
    this.resolver = resolver;
    this.connector = new Connector(vertx);
    this.identities = identities;
    this.bearers = bearers;
    this.clock = clock;
  }

  /**
   * Probes a target once.
   *
   * @param engine the library wanted; the other is used where it does not load
   * @param verification asked before anything but our certificate is shown to the server
   * @return an observation, always: whatever goes wrong is its outcome
   */
  public Future<Observation> probe(Target target, Engine engine, Verification verification) {
    return probe(target, engine, verification, Permission.ANY);
  }

  /**
   * Probes a target once, where that leads to an address which may be dialled.
   *
   * @param permitted asked about each address that the host came to, before any is dialled; where
   *     there is none left, the host counts as one without an address
   */
  public Future<Observation> probe(
      Target target, Engine engine, Verification verification, Permission permitted) {
    Promise<Observation> promise = Promise.promise();
    int turn = next.getAndIncrement();
    boolean early = turn >= 0 && turn < cold;
    int loop = Math.floorMod(turn, loops.size());
    loops
        .get(loop)
        .runOnContext(_ -> {
          if (!target.module().expect().isRefusalOfOffer()) {
            warm(target, engine);
          }
          LostTime lost = new LostTime(() -> lag.lost(loop), early);
          Run run = new Run(target, engine, verification, permitted, lost);
          Future.succeededFuture()
              .compose(_ -> run.begin())
              .recover(fault -> Future.succeededFuture(run.ownFault(fault)))
              .onComplete(promise);
        });
    return promise.future();
  }

  /** Lets go of what was kept of identities that are no more or have another content. */
  public void forgetOldIdentities() {
    engines.forgetOthersThan(identities);
  }

  private void warm(Target target, Engine engine) {
    try {
      engines.warm(engine, usable(target), target.module().offer());
    } catch (SSLException | IllegalArgumentException refused) {
      LOG.debug("the TLS library refuses what {} offers; its probe will say so", target.name());
    }
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

  private Optional<Identity.Usable> usable(Target target) {
    return target
        .module()
        .identity()
        .flatMap(identities)
        .filter(Identity.Usable.class::isInstance)
        .map(Identity.Usable.class::cast);
  }

  /**
   * Whether the main engine's natives load on this machine; elsewhere the JDK makes every
   * handshake.
   */
  public static boolean mainEngineLoads() {
    return TlsEngines.available(Engine.BORINGSSL) == Engine.BORINGSSL;
  }

  /** The event loops that probes run on. */
  List<Context> loops() {
    return loops;
  }

  /**
   * One of the event loops that probes run on. What lives there, too, such as their schedule, hands
   * a probe over without waking another thread.
   */
  public Loop loop() {
    return Loop.of(loops.getFirst());
  }

  /** How late the event loops are that probes run on. */
  public LoopLag lag() {
    return lag;
  }

  /** How many handshakes are under way. */
  int underWay() {
    return engines.remembered();
  }

  @Override
  public void close() {
    lag.stop();
    connector.close();
    engines.close();
  }

  /** One probe in the making. */
  private final class Run {
    private final Target target;
    private final Engine engine;
    private final Verification verification;
    private final Permission permitted;
    private final LostTime lost;
    private final Instant started = clock.instant();
    private final Stopwatch stopwatch = new Stopwatch();
    private final Deadline deadline;
    private Optional<InetSocketAddress> remote = Optional.empty();
    private List<InetSocketAddress> failed = List.of();

    Run(
        Target target,
        Engine engine,
        Verification verification,
        Permission permitted,
        LostTime lost) {
      this.target = target;
      this.engine = engine;
      this.verification = verification;
      this.permitted = permitted;
      this.lost = lost;
      this.deadline = Deadline.in(target.module().timing().timeout());
    }

    Future<Observation> begin() {
      Optional<String> name = target.module().identity();
      Optional<Identity> identity = name.flatMap(identities);
      if (name.isPresent() && identity.isEmpty()) {
        return unusable(name.get(), "no identity of this name is configured");
      }
      if (identity.isPresent() && identity.get() instanceof Identity.Unusable unusable) {
        return unusable(unusable.name(), unusable.why());
      }
      stopwatch.begin(Phase.RESOLVE);
      return patient(this::resolution, Prober::unanswered)
          .compose(resolution -> resolved(allowed(resolution), usable(target)));
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

    /** The look-up has a time of its own, which may be longer than the whole probe's. */
    private Future<Resolution> resolution() {
      if (target.ip().isPresent()) {
        return Future.succeededFuture(new Resolution.Resolved(List.of(target.ip().get())));
      }
      String host = Approach.dialled(target).host();
      Duration whole = target.module().timing().timeout();
      Future<Resolution> answer = resolver.resolve(host, target.module().family());
      return answer.isComplete()
          ? answer
          : answer
              .timeout(Math.max(1, deadline.nanosFor(whole)), TimeUnit.NANOSECONDS)
              .recover(cause ->
                  cause instanceof TimeoutException
                      ? Future.succeededFuture(unanswered(host, whole))
                      : Future.failedFuture(cause));
    }

    private Resolution unanswered(String host, Duration whole) {
      return new Resolution.Unresolved(
          ResolveFault.TIMEOUT,
          "no answer about "
              + host
              + " within "
              + whole.toMillis()
              + " ms, the whole probe's time");
    }

    private Future<Observation> unusable(String name, String why) {
      return Future.succeededFuture(observation(new Outcome.IdentityUnusable(name, why)));
    }

    private Future<Observation> resolved(
        Resolution resolution, Optional<Identity.Usable> identity) {
      stopwatch.end();
      return switch (resolution) {
        case Resolution.Unresolved(var fault, var detail) ->
            Future.succeededFuture(observation(new Outcome.ResolveFailed(fault, detail)));
        case Resolution.Resolved(var addresses) -> {
          stopwatch.begin(Phase.CONNECT);
          yield patient(() -> dial(addresses), Prober::unanswered)
              .compose(dialled -> dialled(dialled, identity));
        }
      };
    }

    private Future<Dialled> dial(List<InetAddress> addresses) {
      return connector.dial(
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
          TimedReads.of(channel, stamps.getNow(Optional.empty()), stopwatch::waited);
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
            engines.prepare(
                engine, identity, target.module().offer(), target.sni(), channel.alloc());
      } catch (SSLException | IllegalArgumentException refused) {
        var _ = channel.close();
        return identity.isPresent()
            ? unusable(
                identity.get().name(),
                "the TLS library refuses it: " + EngineFailure.detail(refused))
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
              bearers,
              ended);
      SslHandler ssl = new SslHandler(tls.engine());
      ssl.setHandshakeTimeoutMillis(0);
      ssl.setCloseNotifyFlushTimeoutMillis(500);
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addFirst("tap", handler.tap());
      pipeline.addAfter("tap", "probe", handler);
      pipeline.addAfter("tap", "ssl", ssl);
      handOn(channel, surplus);
      return ended.future().onComplete(_ -> engines.forget(tls)).map(end -> ended(end, connected));
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
}
