package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.NginxServer;
import dev.handshake.RequiresProgram;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.lab.LabFiles;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.lab.Street;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that waste time and space cost their good neighbours nothing. */
@RequiresProgram("nginx")
class BadNeighboursTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int GOOD = 200;
  private static final int SILENT = 200;
  private static final List<String> WASTEFUL = List.of("drip", "endless-certificate", "too-large");
  private static final int OF_EACH = 10;

  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final ProbeTiming TIMING = Paces.timing(INTERVAL, Duration.ofSeconds(1));

  /** Good servers have time enough on the busiest machine. */
  private static final ProbeTiming PATIENT = Paces.timing(INTERVAL, Duration.ofSeconds(12));

  /** Bad servers are endured for a while, so that good ones are probed beside them. */
  private static final BreakerSettings ENDURING =
      new BreakerSettings(5, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

  /** Five failures and their second looks begin in no fewer intervals than three. */
  private static final int WHOLE_INTERVALS = 2;

  @TempDir static Path directory;

  private static Street street;
  private static NginxServer nginx;
  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() throws IOException {
    street =
        Street.start(
            LabPki.mint(Instant.now()),
            Stream.of("fine-tls13", "silence", "drip", "endless-certificate", "too-large")
                .map(Scenarios::named)
                .toList());
    LabFiles files = street.pki().writeTo(directory.resolve("pki"));
    nginx =
        NginxServer.start(Files.createDirectory(directory.resolve("nginx")), List.of(good(files)));
    Target good = street.house("fine-tls13").scenario().target(nginx.port(0));
    Stream<Target> wasteful =
        WASTEFUL.stream()
            .flatMap(name -> copies(street.house(name).target(), name, OF_EACH, TIMING));
    Stream<Target> silent = copies(street.house("silence").target(), "silence", SILENT, TIMING);
    List<Target> targets =
        Stream.of(copies(good, "good", GOOD, PATIENT), silent, wasteful)
            .flatMap(Function.identity())
            .toList();
    Plan plan = street.plan(new WebSettings(Street.ADDRESS, 0));
    agent =
        Agent.start(
            new Plan(
                targets,
                plan.dns(),
                ENDURING,
                plan.schedule(),
                plan.web(),
                plan.identities(),
                plan.trust()),
            Clock.systemUTC());
    surface = new Surface(agent.port());
    Eventually.holds(PATIENCE, () -> assertThat(agent.ready()).isTrue());
  }

  @AfterAll
  static void stop() {
    agent.close();
    nginx.close();
    street.close();
  }

  @Test
  void everySilentServerIsLeftAloneAndNoGoodOneIsLeftOut() {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(
                    count(
                        surface.scrape(),
                        "tls_breaker_state",
                        "silence-",
                        Map.of("state", "open"),
                        1))
                .as("open breakers of silent servers")
                .isEqualTo(SILENT));
    List<Sample> scrape = surface.scrape();
    assertThat(of(scrape, "tls_probe_failures_total", "good-", Map.of()))
        .as("failures of good servers")
        .isEmpty();
    assertThat(
            of(scrape, "tls_probes_total", "good-", Map.of("outcome", "success"))
                .filter(sample -> sample.value() >= WHOLE_INTERVALS))
        .as("good servers probed in each interval in which the silent ones were endured")
        .hasSize(GOOD);
  }

  @Test
  void wasteIsNamedAndBounded() {
    Eventually.holds(
        PATIENCE,
        () -> {
          List<Sample> scrape = surface.scrape();
          assertNamed(scrape, "silence", "handshake_timeout", SILENT);
          assertNamed(scrape, "drip", "handshake_timeout", OF_EACH);
          assertNamed(scrape, "endless-certificate", "handshake_too_large", OF_EACH);
          assertNamed(scrape, "too-large", "handshake_too_large", OF_EACH);
        });
  }

  private static void assertNamed(
      List<Sample> scrape, String scenario, String reason, int servers) {
    assertThat(count(scrape, "tls_probe_failure_info", scenario + "-", Map.of("reason", reason), 1))
        .as(scenario)
        .isEqualTo(servers);
  }

  private static long count(
      List<Sample> scrape, String name, String targets, Map<String, String> labels, double value) {
    return of(scrape, name, targets, labels).filter(sample -> sample.value() == value).count();
  }

  private static Stream<Sample> of(
      List<Sample> scrape, String name, String targets, Map<String, String> labels) {
    return scrape.stream()
        .filter(sample -> sample.name().equals(name) && sample.has(labels))
        .filter(sample -> sample.label("target").startsWith(targets));
  }

  private static Stream<Target> copies(Target target, String name, int count, ProbeTiming timing) {
    return IntStream.range(0, count)
        .mapToObj(number -> Paces.with(Paces.named(target, name + "-" + number), timing));
  }

  private static NginxServer.Block good(LabFiles files) {
    return new NginxServer.Block(
        true,
        "ssl_certificate %s;%nssl_certificate_key %s;%nreturn 200 fine;%n"
            .formatted(
                files.certificate(ServerCertificate.FINE), files.key(ServerCertificate.FINE)));
  }
}
