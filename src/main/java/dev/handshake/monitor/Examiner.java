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
import dev.handshake.diagnosis.Diagnoser;
import dev.handshake.diagnosis.Facts;
import dev.handshake.diagnosis.Interception;
import dev.handshake.diagnosis.IssuerFacts;
import dev.handshake.diagnosis.OwnCertificate;
import dev.handshake.observation.Connection;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Observation;
import dev.handshake.probe.Prober;
import dev.handshake.report.Report;
import dev.handshake.revocation.OnlineRevocation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.RevocationSources;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The examination: probe, inspect the chain and its revocation, diagnose.
 *
 * <p>A chain that was judged before is judged again on the event loop, from memory; a first sight
 * goes to a worker, since building its path may take a while.
 */
public final class Examiner implements Examination {
  private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(4);

  private final Vertx vertx;
  private final Prober prober;
  private final ChainInspector inspector;
  private final RevocationInspector revocation = new RevocationInspector();
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
    return examine(target, engine, Duration.ZERO);
  }

  /**
   * @param patience how long to wait for what has to be fetched first; without any, it is fetched
   *     for the next probe
   */
  private Future<Report> examine(Target target, Engine engine, Duration patience) {
    boolean secondLook = engine == Engine.JDK && Prober.mainEngineLoads();
    return prober
        .probe(
            target,
            engine,
            (asked, chain, response) ->
                judge(asked, chain, staple(asked, response), patience)
                    .map(findings -> safe(asked, chain, response, findings)))
        .compose(seen ->
            findings(seen, patience)
                .compose(chain ->
                    own(seen)
                        .map(own ->
                            report(seen, chain, new Facts(secondLook, own, issuer(seen, chain))))));
  }

  /**
   * Examines a target with the main engine and, where that one is refused for what it offers, at
   * once with the other. There is no next probe that would know more, so this one waits a little
   * for what the network tells of the certificates.
   */
  public Future<Report> examineWithBothEngines(Target target) {
    Duration patience = patience(target);
    return examine(target, Engine.BORINGSSL, patience)
        .compose(first ->
            Prober.mainEngineLoads() && EnginePreference.isRefused(first.observation())
                ? examine(target, Engine.JDK, patience)
                    .map(second -> second.diagnosis().success() ? second : better(first, second))
                : Future.succeededFuture(first));
  }

  /** The second engine's word counts once it got further than the refusal of what was offered. */
  private static Report better(Report first, Report second) {
    return EnginePreference.isRefused(second.observation()) ? first : second;
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

  /** Where no path leads to an anchor, an issuer that was not sent may be fetched. */
  private Future<ChainFindings> completed(
      Target target, PeerChain chain, ChainFindings findings, Duration patience) {
    if (online.isEmpty() || !target.module().tls().aia() || !findings.path().isEmpty()) {
      return Future.succeededFuture(findings);
    }
    Future<Void> search = online.get().findIssuers(chain);
    return waited(search, patience).compose(_ -> inspect(target, chain));
  }

  private Future<List<RevocationEvidence>> fetched(
      Target target, PeerChain chain, ChainFindings findings, Duration patience) {
    RevocationSources sources = target.module().revocation();
    if (online.isEmpty() || !(sources.crl() || sources.ocsp())) {
      return Future.succeededFuture(List.of());
    }
    List<Certified> certified = Certified.of(chain, findings);
    return waited(online.get().settled(sources, certified), patience)
        .map(_ -> online.get().evidence(sources, certified));
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

  private static Report report(Observation seen, Optional<ChainFindings> chain, Facts facts) {
    return new Report(seen, chain, Diagnoser.diagnose(seen, chain, facts));
  }

  /** Everything that takes long, off the event loop. */
  private ChainFindings atFirstSight(ChainQuestion question) {
    census.prepare();
    return inspector.inspect(question, clock.instant());
  }

  /** Whether more than our certificate may be shown: to the server itself, and to nobody else. */
  private boolean safe(
      Target target, PeerChain chain, Optional<byte[]> staple, ChainFindings findings) {
    IssuerFacts issuer = census.of(target, chain, findings);
    return findings.verified()
        && !Interception.of(target, chain, staple, findings, issuer).evident();
  }

  private IssuerFacts issuer(Observation seen, Optional<ChainFindings> chain) {
    return seen.chain()
        .flatMap(sent -> chain.map(findings -> census.of(seen.target(), sent, findings)))
        .orElse(IssuerFacts.NONE);
  }
}
