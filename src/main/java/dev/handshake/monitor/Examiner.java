package dev.handshake.monitor;

import dev.handshake.certificate.Certified;
import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.RevocationEvidence;
import dev.handshake.certificate.RevocationInspector;
import dev.handshake.certificate.RevocationList;
import dev.handshake.certificate.RevocationQuestion;
import dev.handshake.certificate.Staple;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.PublicRoots;
import dev.handshake.diagnosis.Diagnoses;
import dev.handshake.diagnosis.Facts;
import dev.handshake.diagnosis.IssuerFacts;
import dev.handshake.diagnosis.OwnCertificate;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Observation;
import dev.handshake.probe.Permission;
import dev.handshake.probe.Prober;
import dev.handshake.report.Report;
import dev.handshake.revocation.OnlineRevocation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.RevocationSources;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The examination: probe, inspect the chain and its revocation, diagnose.
 *
 * <p>A chain that was judged before is judged again on the event loop, from memory; a first sight
 * goes to a worker, since building its path may take a while.
 */
public final class Examiner implements Examination {
  private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(4);

  /** A probe has to have some time, if only to run out of it. */
  private static final Duration LEAST_TIME = Duration.ofMillis(10);

  private final Vertx vertx;
  private final Prober prober;
  private final ChainInspector inspector;
  private final RevocationInspector revocation = new RevocationInspector();
  private final Diagnoses diagnoses = new Diagnoses();
  private final Function<String, TrustAnchors> trust;
  private final IssuerCensus census = new IssuerCensus(PublicRoots.ofThisMachine());
  private final IdentityJudge identities;
  private final InstantSource clock;
  private final Optional<OnlineRevocation> online;

  /**
   * @param trust trust stores by their configured names
   */
  public Examiner(
      Vertx vertx,
      Prober prober,
      ChainInspector inspector,
      Function<String, TrustAnchors> trust,
      IdentityJudge identities,
      InstantSource clock) {
    this(vertx, prober, inspector, trust, identities, clock, Optional.empty());
  }

  /**
   * @param trust trust stores by their configured names
   * @param online where targets ask the network about certificates, if they may
   */
  public Examiner(
      Vertx vertx,
      Prober prober,
      ChainInspector inspector,
      Function<String, TrustAnchors> trust,
      IdentityJudge identities,
      InstantSource clock,
      Optional<OnlineRevocation> online) {
    this.vertx = vertx;
    this.prober = prober;
    this.inspector = inspector;
    this.trust = trust;
    this.identities = identities;
    this.clock = clock;
    this.online = online;
  }

  @Override
  public Future<Report> examine(Target target, Engine engine) {
    return examine(target, engine, Permission.ANY);
  }

  /**
   * The same at permitted addresses alone, for a target that somebody else chose.
   *
   * @param permitted asked about each address before any is dialled
   */
  public Future<Report> examine(Target target, Engine engine, Permission permitted) {
    return examine(target, engine, new Manner(() -> Duration.ZERO, permitted, census::of));
  }

  /** Says what is known of an issuer. */
  @FunctionalInterface
  private interface Issuers {
    IssuerFacts of(Target target, PeerChain chain, ChainFindings findings);
  }

  /**
   * In which way one probe is made.
   *
   * @param patience how long to wait for what has to be fetched first; without any, it is fetched
   *     for the next probe
   * @param permitted which addresses may be dialled
   */
  private record Manner(Supplier<Duration> patience, Permission permitted, Issuers issuers) {}

  private Future<Report> examine(Target target, Engine engine, Manner manner) {
    boolean secondLook = engine == Engine.JDK && Prober.mainEngineLoads();
    return prober
        .probe(
            target,
            engine,
            (asked, chain, response) ->
                judge(asked, chain, staple(asked, response), manner.patience().get())
                    .map(findings -> safe(asked, chain, response, findings, manner.issuers())),
            manner.permitted())
        .compose(seen ->
            findings(seen, manner.patience().get())
                .compose(chain ->
                    own(seen)
                        .map(own ->
                            report(
                                seen,
                                chain,
                                new Facts(
                                    secondLook, own, issuer(seen, chain, manner.issuers()))))));
  }

  /**
   * Examines a target with the main engine and, where that one is refused for what it offers, at
   * once with the other. There is no next probe that would know more, so this one waits a little
   * for what the network tells of the certificates.
   */
  public Future<Report> examineWithBothEngines(Target target) {
    Duration patience = patience(target);
    Manner manner = new Manner(() -> patience, Permission.ANY, census::of);
    return examine(target, Engine.BORINGSSL, manner)
        .compose(first ->
            isRefused(first)
                ? examine(target, Engine.JDK, manner).map(second -> better(first, second))
                : Future.succeededFuture(first));
  }

  /**
   * The same within a time for all of it, at permitted addresses alone, and without learning
   * anything from it: a stranger may have chosen what is asked.
   *
   * @param within bound on the probes with both engines together, beside their own timeout
   * @param permitted asked about each address before any is dialled
   */
  public Future<Report> examineOnRequest(
      Target target, Duration within, Predicate<InetAddress> permitted) {
    long end = System.nanoTime() + within.toNanos();
    return examine(target, Engine.BORINGSSL, end, permitted)
        .compose(first ->
            isRefused(first) && left(end).compareTo(first.observation().timings().total()) > 0
                ? examine(sameAddress(target, first), Engine.JDK, end, permitted)
                    .map(second -> better(first, second))
                : Future.succeededFuture(first))
        .map(report -> asAsked(report, target));
  }

  private Future<Report> examine(
      Target target, Engine engine, long end, Predicate<InetAddress> permitted) {
    Target bounded = bounded(target, left(end));
    Duration most = patience(bounded);
    Manner manner = new Manner(() -> shorter(most, left(end)), permitted::test, census::known);
    return examine(bounded, engine, manner);
  }

  /** A name may have changed in the meantime; what refused us once is asked once more. */
  private static Target sameAddress(Target target, Report first) {
    return target.module().route().proxy().isPresent()
        ? target
        : first.observation().remote().map(remote -> target.at(remote.getAddress())).orElse(target);
  }

  private static boolean isRefused(Report first) {
    return Prober.mainEngineLoads() && EnginePreference.isRefused(first.observation());
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private static Target bounded(Target target, Duration within) {
    ProbeTiming timing = target.module().timing();
    Duration whole = shorter(timing.timeout(), within);
    Duration least = whole.compareTo(LEAST_TIME) < 0 ? LEAST_TIME : whole;
    return target.withModule(target.module().withTiming(timing.withTimeout(least)));
  }

  /** The report is about the target that was asked for, whatever time was left for it. */
  private static Report asAsked(Report report, Target target) {
    return new Report(report.observation().of(target), report.chain(), report.diagnosis());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The second engine's word counts once it got further than the refusal of what was offered. */
  private static Report better(Report first, Report second) {
    boolean further =
        second.diagnosis().success() || !EnginePreference.isRefused(second.observation());
    return further ? second : first;
  }

  /** Less than a request waits for the verdict, or than the whole probe may take. */
  private static Duration patience(Target target) {
    Duration whole = target.module().timing().timeout();
    Duration least =
        target
            .module()
            .http()
            .map(HttpCheck::timeout)
            .filter(http -> http.compareTo(whole) < 0)
            .orElse(whole)
            .dividedBy(2);
    return least.compareTo(LONGEST_PATIENCE) < 0 ? least : LONGEST_PATIENCE;
  }

  private Future<Optional<ChainFindings>> findings(Observation seen, Duration patience) {
    return seen.chain()
        .map(chain -> judge(seen.target(), chain, staple(seen), patience).map(Optional::of))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private static Staple staple(Observation seen) {
    Optional<byte[]> response = seen.connection().flatMap(Connection::ocspStaple);
    return response.isPresent() || seen.serverFlightSeen()
        ? staple(seen.target(), response)
        : new Staple.NotAsked();
  }

  private static Staple staple(Target target, Optional<byte[]> response) {
    boolean matters =
        target.module().revocation().staple() || target.module().policy().requireStaple();
    return matters
        ? response.<Staple>map(Staple.Sent::new).orElseGet(Staple.Absent::new)
        : new Staple.NotAsked();
  }

  private Future<ChainFindings> judge(
      Target target, PeerChain chain, Staple staple, Duration patience) {
    return remembered(target, chain, staple)
        .map(Future::succeededFuture)
        .orElseGet(() -> judgeAnew(target, chain, staple, patience));
  }

  /** The verdict from memory alone; empty at first sight, and where the network may be asked. */
  private Optional<ChainFindings> remembered(Target target, PeerChain chain, Staple staple) {
    if (asksOnline(target)) {
      return Optional.empty();
    }
    TrustAnchors anchors = trust.apply(target.module().trust());
    Instant now = clock.instant();
    boolean required = target.module().policy().requireStaple();
    return inspector
        .known(ChainQuestion.ofServer(chain, anchors, target.verifyName()), now)
        .filter(findings -> !wantsIssuers(target, findings))
        .flatMap(findings ->
            revocation.known(
                new RevocationQuestion(
                    chain, findings, staple, required, anchors.lists(), List.of()),
                now));
  }

  private boolean asksOnline(Target target) {
    RevocationSources sources = target.module().revocation();
    return online.isPresent() && (sources.crl() || sources.ocsp());
  }

  /** Where no path leads to an anchor, an issuer that was not sent may be fetched. */
  private boolean wantsIssuers(Target target, ChainFindings findings) {
    return online.isPresent() && target.module().tls().aia() && findings.path().isEmpty();
  }

  private Future<ChainFindings> judgeAnew(
      Target target, PeerChain chain, Staple staple, Duration patience) {
    boolean required = target.module().policy().requireStaple();
    List<RevocationList> lists = trust.apply(target.module().trust()).lists();
    return inspect(target, chain)
        .compose(findings -> completed(target, chain, findings, patience))
        .compose(findings ->
            fetched(target, chain, findings, patience)
                .map(
                    told -> new RevocationQuestion(chain, findings, staple, required, lists, told)))
        .compose(this::inspect);
  }

  private Future<ChainFindings> completed(
      Target target, PeerChain chain, ChainFindings findings, Duration patience) {
    if (!wantsIssuers(target, findings)) {
      return Future.succeededFuture(findings);
    }
    Future<Void> search = online.orElseThrow().findIssuers(chain);
    return waited(search, patience).compose(_ -> inspect(target, chain));
  }

  private Future<List<RevocationEvidence>> fetched(
      Target target, PeerChain chain, ChainFindings findings, Duration patience) {
    if (!asksOnline(target)) {
      return Future.succeededFuture(List.of());
    }
    RevocationSources sources = target.module().revocation();
    OnlineRevocation network = online.orElseThrow();
    List<Certified> certified = Certified.of(chain, findings);
    return waited(network.settled(sources, certified), patience)
        .map(_ -> network.evidence(sources, certified));
  }

  private static Future<Void> waited(Future<Void> work, Duration patience) {
    return patience.isZero()
        ? Future.succeededFuture()
        : work.timeout(patience.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  private Future<ChainFindings> inspect(RevocationQuestion question) {
    return revocation
        .known(question, clock.instant())
        .map(Future::succeededFuture)
        .orElseGet(() ->
            vertx.executeBlocking(() -> revocation.inspect(question, clock.instant()), false));
  }

  private Future<ChainFindings> inspect(Target target, PeerChain chain) {
    ChainQuestion question =
        ChainQuestion.ofServer(chain, trust.apply(target.module().trust()), target.verifyName());
    return inspector
        .known(question, clock.instant())
        .map(Future::succeededFuture)
        .orElseGet(() -> vertx.executeBlocking(() -> atFirstSight(question), false));
  }

  private Future<Optional<OwnCertificate>> own(Observation seen) {
    String store = seen.target().module().trust();
    return identities
        .shown(seen)
        .map(identity ->
            identities
                .known(identity, store, clock.instant())
                .map(Future::succeededFuture)
                .orElseGet(() ->
                    vertx.executeBlocking(
                        () -> identities.judge(identity, store, clock.instant()), false))
                .map(Optional::of))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private Report report(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    return new Report(seen, chain, diagnoses.of(seen, chain, facts));
  }

  /** Everything that takes long, off the event loop. */
  private ChainFindings atFirstSight(ChainQuestion question) {
    census.prepare();
    return inspector.inspect(question, clock.instant());
  }

  /** Whether more than our certificate may be shown: to the server itself, and to nobody else. */
  private boolean safe(
      Target target,
      PeerChain chain,
      Optional<byte[]> staple,
      ChainFindings findings,
      Issuers issuers) {
    IssuerFacts issuer = issuers.of(target, chain, findings);
    return findings.verified() && !diagnoses.intercepted(target, chain, staple, findings, issuer);
  }

  private static IssuerFacts issuer(
      Observation seen, Optional<ChainFindings> chain, Issuers issuers) {
    return seen.chain()
        .flatMap(sent -> chain.map(findings -> issuers.of(seen.target(), sent, findings)))
        .orElse(IssuerFacts.NONE);
  }
}
