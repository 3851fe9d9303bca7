package dev.handshake.probe;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.monitor.Examiner;
import dev.handshake.monitor.IdentityJudge;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Observation;
import dev.handshake.report.Report;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Probes a test's servers as the agent does, with the prober within reach. */
final class Probing implements AutoCloseable {
  /** One PKI for all tests of probes. */
  @SuppressWarnings("TimeInStaticInitializer") // certificates for this run
  static final LabPki PKI = LabPki.mint(Instant.now());

  /** Short enough for a test to wait for, long enough for a busy machine. */
  static final ProbeTiming TIMING =
      new ProbeTiming(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofMillis(400),
          Duration.ofSeconds(5));

  /** Without client certificate and without HTTP. */
  static final ProbeModule PLAIN =
      ProbeModule.DEFAULT.withName("plain").withTrust(LabPki.TRUST).withTiming(TIMING);

  static final ProbeModule MUTUAL = PLAIN.withIdentity(ClientCertificate.ACCEPTED.identity());

  private static final HttpCheck GET =
      new HttpCheck("GET", "/health", Map.of(), Set.of(200), Duration.ofSeconds(2));
  static final ProbeModule HTTP = PLAIN.withHttp(GET);
  static final ProbeModule MUTUAL_HTTP = MUTUAL.withHttp(GET);

  /** Operators with an authority of their own mostly trust it on both sides. */
  private static final TrustAnchors TRUSTED =
      TrustAnchors.of(
          LabPki.TRUST,
          Stream.concat(PKI.roots().anchors().stream(), Stream.of(PKI.clientAuthority()))
              .collect(Collectors.toSet()),
          List.of());

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  private final Resolver resolver;
  private final Prober prober;
  private final Examiner examiner;

  Probing() {
    this(DnsSettings.DEFAULT);
  }

  Probing(DnsSettings dns) {
    this(dns, 64);
  }

  /**
   * @param cold how many probes may lose time to the loading of code
   */
  Probing(DnsSettings dns, int cold) {
    this(dns, cold, Bearers.NONE);
  }

  /** Its requests bear these access tokens. */
  Probing(Bearers bearers) {
    this(DnsSettings.DEFAULT, 64, bearers);
  }

  private Probing(DnsSettings dns, int cold, Bearers bearers) {
    Clock clock = Clock.systemUTC();
    this.resolver = new Resolver(vertx, dns);
    Function<String, Optional<Identity>> identities =
        name -> Optional.ofNullable(PKI.identities().get(name));
    this.prober = new Prober(vertx, 1, resolver, identities, bearers, clock, cold);
    ChainInspector chains = new ChainInspector();
    IdentityInspector own = new IdentityInspector(chains, List.of(TRUSTED));
    IdentityJudge judge = new IdentityJudge(identities, _ -> TRUSTED, own, chains);
    this.examiner = new Examiner(vertx, prober, chains, _ -> TRUSTED, judge, clock);
  }

  static DnsSettings asking(InetSocketAddress nameServer) {
    return new DnsSettings(List.of(nameServer), Optional.empty(), Duration.ofSeconds(2));
  }

  /** A handshake is given this long, and nothing else changes. */
  static ProbeModule within(Duration handshake, ProbeModule module) {
    ProbeTiming timing = module.timing();
    return module.withTiming(
        new ProbeTiming(
            timing.interval(),
            timing.timeout(),
            timing.connectTimeout(),
            handshake,
            timing.confirmTimeout(),
            timing.confirmAfter()));
  }

  /** A probe is given longer than a test waits for it, so that something else has to end it. */
  static ProbeModule lasting(ProbeModule module) {
    return module.withTiming(module.timing().withTimeout(Duration.ofMinutes(10)));
  }

  /** The lab's server on a port of 127.0.0.1. */
  static Target target(int port, ProbeModule module) {
    return target("127.0.0.1", port, LabPki.SERVER_NAME, module);
  }

  static Target target(String host, int port, String serverName, ProbeModule module) {
    return new Target(
        "target", new Endpoint(host, port), serverName, serverName, module, new TreeMap<>());
  }

  Vertx vertx() {
    return vertx;
  }

  Prober prober() {
    return prober;
  }

  Report report(Target target) throws TimeoutException {
    return await(examiner.examineWithBothEngines(target));
  }

  Report report(Target target, Engine engine) throws TimeoutException {
    return await(examiner.examine(target, engine));
  }

  /** Many probes of one target, so many at once. */
  List<Report> reports(Target target, Engine engine, int times, int atOnce)
      throws TimeoutException {
    List<Report> all = new ArrayList<>();
    while (all.size() < times) {
      List<Future<Report>> round = new ArrayList<>();
      for (int number = 0; number < Math.min(atOnce, times - all.size()); number++) {
        round.add(examiner.examine(target, engine));
      }
      for (Future<Report> report : round) {
        all.add(await(report));
      }
    }
    return all;
  }

  Future<Report> begin(Target target, Engine engine) {
    return examiner.examine(target, engine);
  }

  /** A bare observation, its chain verified by the test's word. */
  Observation observation(Target target, Engine engine, Verification verification)
      throws TimeoutException {
    return await(prober.probe(target, engine, verification));
  }

  /** What to know of a report that is not as expected. */
  static String said(Report report) {
    return report.diagnosis().summary()
        + " "
        + report.observation().outcome()
        + " "
        + report.observation().timings()
        + " "
        + report.observation().connection()
        + " "
        + report.observation().client();
  }

  static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws TimeoutException {
    prober.close();
    resolver.close();
    await(vertx.close());
  }
}
