package dev.handshake.pictures;

import dev.handshake.Program;
import dev.handshake.Surface;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.agent.SwitchedPort;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformRotation;
import dev.handshake.lab.PlatformWatch;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.lab.Serving;
import dev.handshake.lab.Street;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A fleet on the street of the lab, most of it fine, with an agent and a Prometheus; and one
 * gateway whose certificate is about to end, has ended, is renewed, and in the end is somebody
 * else's. Beside them the platform's stand-in goes through a rotation.
 */
final class Scene implements AutoCloseable {
  static final String GATEWAY = "gateway";
  static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(5);

  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

  /** What the callers of the gateway wait for. */
  private static final Duration BUDGET = Duration.ofMillis(50);

  /** A young Java is slow, which belongs into no picture. */
  private static final Duration SETTLING = Duration.ofSeconds(60);

  /** Open for long enough to be seen. */
  private static final BreakerSettings BREAKER =
      new BreakerSettings(
          2, Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofSeconds(30));

  /** What goes wrong in a fleet now and then, of each kind one. */
  private static final Set<String> FAILING =
      Set.of(
          "expired",
          "wrong-name",
          "missing-intermediate",
          "unknown-root",
          "intercepted",
          "mtls-missing-tls13",
          "mtls-untrusted-http",
          "must-refuse-lets-in",
          "no-common-cipher",
          "policy-protocol",
          "http-unavailable",
          "closed-port",
          "name-unanswered");

  private static final List<ServerCertificate> ACTS =
      List.of(
          ServerCertificate.ENDS_SOON,
          ServerCertificate.EXPIRED,
          ServerCertificate.RENEWED,
          ServerCertificate.OTHER_NAME);

  private final Street street;
  private final Platform platform;
  private final PlatformRotation rotation;
  private final SwitchedPort gateway;
  private final List<Integer> acts;
  private final Agent agent;
  private final Program prometheus;
  private final int port;

  private Scene(
      Street street,
      Platform platform,
      SwitchedPort gateway,
      List<Integer> acts,
      Agent agent,
      Program prometheus,
      int port) {
    this.street = street;
    this.platform = platform;
    this.rotation = PlatformRotation.byHand(platform);
    this.gateway = gateway;
    this.acts = acts;
    this.agent = agent;
    this.prometheus = prometheus;
    this.port = port;
  }

  static Scene open(Path directory) throws IOException {
    List<Scenario> fleet =
        Scenarios.all().stream()
            .filter(row -> row.expected().succeeds() || FAILING.contains(row.name()))
            .toList();
    List<Scenario> gateways = ACTS.stream().map(Scene::gateway).toList();
    Street street =
        Street.start(
            LabPki.mint(Instant.now()), Stream.concat(fleet.stream(), gateways.stream()).toList());
    List<Integer> acts =
        gateways.stream().map(row -> street.house(row.name()).target().endpoint().port()).toList();
    SwitchedPort gateway = SwitchedPort.open(acts.getFirst());
    List<Target> targets =
        new ArrayList<>(fleet.stream().map(row -> street.house(row.name()).target()).toList());
    Target first = street.house(gateways.getFirst().name()).target();
    targets.add(
        new Target(
            GATEWAY,
            new Endpoint(Street.ADDRESS, gateway.number()),
            first.serverName(),
            first.verifyName(),
            first.module().withTiming(first.module().timing().withLatencyBudget(BUDGET)),
            first.labels()));
    Platform platform = Platform.start(Clock.systemUTC());
    Agent agent =
        Agent.start(PlatformWatch.added(plan(street, targets), platform), Clock.systemUTC());
    Program prometheus = prometheus(directory, agent.port());
    return new Scene(
        street, platform, gateway, acts, agent, prometheus, prometheus.surface().port());
  }

  /** The gateway with mTLS and HTTP, but for its certificate the same in each act. */
  private static Scenario gateway(ServerCertificate certificate) {
    Scenario mutual = Scenarios.named("mtls-http-tls13");
    Serving.Tls tls = (Serving.Tls) mutual.serving();
    return new Scenario(
        GATEWAY + "-" + certificate.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        mutual.description(),
        Serving.Tls.showing(certificate)
            .over(TlsVersion.TLS_1_3)
            .with(tls.clientAuth())
            .answering(tls.answer()),
        mutual.module(),
        mutual.host(),
        mutual.serverName(),
        mutual.expected());
  }

  private static Plan plan(Street street, List<Target> targets) {
    return street
        .plan(new WebSettings(Street.ADDRESS, 0))
        .withTargets(targets.stream().map(Scene::often).toList())
        .withBreaker(BREAKER);
  }

  private static Target often(Target target) {
    ProbeTiming timing = target.module().timing();
    return target.withModule(
        target
            .module()
            .withTiming(
                new ProbeTiming(
                    PROBE_INTERVAL,
                    timing.timeout(),
                    timing.connectTimeout(),
                    timing.handshakeTimeout(),
                    timing.confirmTimeout(),
                    Duration.ofSeconds(2),
                    timing.latencyBudget())));
  }

  private static Program prometheus(Path directory, int agent) throws IOException {
    Path file = Files.createDirectories(directory).resolve("prometheus.yml");
    Files.writeString(
        file,
        """
        global: {scrape_interval: %1$ds, scrape_timeout: 4s, evaluation_interval: %1$ds}
        rule_files: ["%2$s/*.yml"]
        scrape_configs:
          - {job_name: handshake, static_configs: [{targets: ["127.0.0.1:%3$d"]}]}
        """
            .formatted(SCRAPE_INTERVAL.toSeconds(), Path.of("alerts").toAbsolutePath(), agent));
    return Program.start(
        "prometheus",
        "--config.file=" + file,
        "--storage.tsdb.path=" + Files.createTempDirectory(directory, "data"),
        "--web.listen-address=127.0.0.1:0");
  }

  /**
   * Lets time pass until there is so much to be seen, as long of it with each of the gateway's
   * certificates and at each stage of the platform's rotation.
   */
  void play(Duration seen) {
    pass(SETTLING);
    for (int act = 0; act < acts.size(); act++) {
      System.out.println("the gateway shows its certificate " + ACTS.get(act));
      gateway.leadTo(acts.get(act));
      if (act > 0) {
        rotation.next();
      }
      pass(seen.dividedBy(acts.size()));
    }
    new Surface(port).body("/-/ready");
  }

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  String prometheus() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException {
    prometheus.close();
    agent.close();
    rotation.close();
    platform.close();
    gateway.close();
    street.close();
  }
}
