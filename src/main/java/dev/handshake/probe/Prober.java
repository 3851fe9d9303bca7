package dev.handshake.probe;

import dev.handshake.credential.Identity;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Observation;
import dev.handshake.schedule.Loop;
import dev.handshake.schedule.LoopLag;
import dev.handshake.schedule.SteadyClock;
import dev.handshake.target.Target;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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

  /** Loaded once the start is over: the first probes load code, so that their time is our own. */
  private final CompletableFuture<Optional<KernelStamps>> stamps =
      CompletableFuture.supplyAsync(
          KernelStamps::load, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));

  private final ProbeRun.Means means;

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
    this.means =
        new ProbeRun.Means(
            resolver,
            new Connector(vertx),
            new TlsEngines(),
            identities,
            bearers,
            () -> stamps.getNow(Optional.empty()),
            clock);
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
          ProbeRun run = new ProbeRun(means, target, engine, verification, permitted, lost);
          Future.succeededFuture()
              .compose(_ -> run.begin())
              .recover(fault -> Future.succeededFuture(run.ownFault(fault)))
              .onComplete(promise);
        });
    return promise.future();
  }

  /** Lets go of what was kept of identities that are no more or have another content. */
  public void forgetOldIdentities() {
    means.engines().forgetOthersThan(means.identities());
  }

  private void warm(Target target, Engine engine) {
    try {
      means.engines().warm(engine, means.usable(target), target.module().offer());
    } catch (SSLException | IllegalArgumentException refused) {
      LOG.debug("the TLS library refuses what {} offers; its probe will say so", target.name());
    }
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
    return means.engines().remembered();
  }

  @Override
  public void close() {
    lag.stop();
    means.connector().close();
    means.engines().close();
  }
}
