package dev.handshake.agent;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.KnownIntermediates;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.monitor.Examiner;
import dev.handshake.monitor.IdentityJudge;
import dev.handshake.probe.Prober;
import dev.handshake.probe.Resolver;
import dev.handshake.report.Report;
import dev.handshake.revocation.OnlineRevocation;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts that examine targets, without schedule and store: what the agent and the {@code probe}
 * command share.
 */
public final class Probing implements AutoCloseable {
  /** Nothing is read by way of Vert.x, which would want a directory of its own to write to. */
  static final FileSystemOptions NO_FILES =
      new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);

  private static final long CLOSE_SECONDS = 2;

  private final Vertx vertx;
  private final Resolver resolver;
  private final Prober prober;
  private final ChainInspector chains;
  private final KnownIntermediates known;
  private final OnlineRevocation online;
  private final Examiner examiner;
  private final AtomicReference<IdentityInspector> own;
  private final IdentityJudge judge;
  private final AccessTokens tokens;

  private Probing(
      Vertx vertx,
      Resolver resolver,
      Prober prober,
      ChainInspector chains,
      KnownIntermediates known,
      OnlineRevocation online,
      Examiner examiner,
      AtomicReference<IdentityInspector> own,
      IdentityJudge judge,
      AccessTokens tokens) {
    this.vertx = vertx;
    this.resolver = resolver;
    this.prober = prober;
    this.chains = chains;
    this.known = known;
    this.online = online;
    this.examiner = examiner;
    this.own = own;
    this.judge = judge;
    this.tokens = tokens;
  }

  /** Builds the parts on a Vert.x of their own. */
  public static Probing start(Plan plan, InstantSource clock) {
    return start(new InForce(plan), clock);
  }

  /** The same of whatever plan is in force. */
  static Probing start(InForce inForce, InstantSource clock) {
    int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setFileSystemOptions(NO_FILES)
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(loops + 1)
                .setWorkerPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors())));
    Resolver resolver = new Resolver(vertx, inForce.plan().dns());
    AccessTokens tokens = new AccessTokens(vertx, inForce::trustStore, resolver::addresses, clock);
    Prober prober = new Prober(vertx, loops, resolver, inForce::identity, tokens, clock);
    KnownIntermediates known = new KnownIntermediates();
    ChainInspector chains = new ChainInspector(known);
    AtomicReference<IdentityInspector> own =
        new AtomicReference<>(new IdentityInspector(chains, inForce.plan().trust().values()));
    IdentityJudge judge =
        new IdentityJudge(inForce::identity, inForce::trustStore, own::get, chains);
    OnlineRevocation online =
        new OnlineRevocation(
            vertx, inForce::revocation, resolver::addresses, clock, known::remember);
    Examiner examiner =
        new Examiner(vertx, prober, chains, inForce::trustStore, judge, clock, Optional.of(online));
    return new Probing(
        vertx, resolver, prober, chains, known, online, examiner, own, judge, tokens);
  }

  /**
   * Takes what a plan that has come in force says of names, identities and trust stores.
   *
   * @param renewed of them
   */
  void become(Plan next, Renewed renewed) {
    resolver.become(next.dns());
    if (!renewed.isNothing()) {
      own.set(new IdentityInspector(chains, next.trust().values()));
      judge.forget();
      prober.forgetOldIdentities();
    }
    tokens.keep(
        Stream.concat(next.targets().stream().map(Target::module), next.modules().values().stream())
            .flatMap(module -> AccessTokens.client(module).stream())
            .collect(Collectors.toSet()),
        renewed.trustStores());
  }

  /**
   * Examines a target once, with the second engine too where the main one is refused. An access
   * token that it wants is waited for first, though no longer than the probe may take.
   */
  public CompletableFuture<Report> examine(Target target) {
    return fetchedTokens(List.of(target), target.module().timing().timeout())
        .compose(_ -> examiner.examineWithBothEngines(target))
        .toCompletionStage()
        .toCompletableFuture();
  }

  /** Has the access tokens fetched that targets want; ends once they are there, or in time. */
  Future<Void> fetchedTokens(List<Target> targets, Duration patience) {
    return tokens.fetched(targets, patience);
  }

  /** The judge of our own certificates. */
  IdentityInspector own() {
    return own.get();
  }

  /**
   * The targets as they are probed now: one for each address, where all of a name's are wanted and
   * it has some.
   */
  public CompletableFuture<List<Target>> targets(Target target) {
    Future<List<Target>> all =
        AddressWatch.isEach(target)
            ? resolver
                .resolve(target.endpoint().host(), target.module().family())
                .map(resolution -> AddressWatch.entries(target, resolution, List.of()))
            : Future.succeededFuture(List.of(target));
    return all.toCompletionStage().toCompletableFuture();
  }

  Resolver resolver() {
    return resolver;
  }

  Examiner examiner() {
    return examiner;
  }

  /** What may complete chains; examining alone teaches it nothing. */
  KnownIntermediates known() {
    return known;
  }

  Vertx vertx() {
    return vertx;
  }

  OnlineRevocation online() {
    return online;
  }

  Prober prober() {
    return prober;
  }

  /** Closes the connections of all probes under way, which ends them. */
  void breakOff() {
    prober.close();
  }

  @Override
  public void close() {
    prober.close();
    tokens.close();
    online.close();
    resolver.close();
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // The process ends anyway; nothing of ours is left to save.
    }
  }
}
