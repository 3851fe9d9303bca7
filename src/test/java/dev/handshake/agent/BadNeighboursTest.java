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

  /**
   * Good servers have time enough on the busiest machine; here is told who is late, not who is
   * slow.
   */
  private static final ProbeTiming PATIENT = Paces.timing(INTERVAL, Duration.ofSeconds(12));

  /** Bad servers are endured for a while, so that good ones are probed beside them. */
  private static final BreakerSettings ENDURING =
      new BreakerSettings(5, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

  @TempDir static Path directory;

  private static Street street;
  private static NginxServer nginx;
  private static Agent agent;
  private static Surface surface;
  private static List<Sample> warm = List.of();

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
    warm = surface.scrape();
  }

  @AfterAll
  static void stop() {
    agent.close();
    nginx.close();
    street.close();
  }

  @Test
  void everySilentServerIsLeftAloneAndNoGoodOneIsLate() {
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
    double recently = Instant.now().minus(INTERVAL.plusSeconds(2)).toEpochMilli() / 1e3;
    assertThat(
            of(scrape, "tls_probe_last_timestamp_seconds", "good-", Map.of())
                .filter(sample -> sample.value() > recently))
        .as("good servers probed within the last interval")
        .hasSize(GOOD);
    assertThat((lag(scrape, "0.5") - lag(warm, "0.5")) / (lag(scrape, "+Inf") - lag(warm, "+Inf")))
        .as("share of probes that began within half a second of their time, once all was warm")
        .isGreaterThan(0.9);
  }

  @Test
  void wasteIsNamedAndBounded() {
    Eventually.holds(
        PATIENCE,
        () -> {
          List<Sample> scrape = surface.scrape();
          assertNamed(scrape, "drip", "handshake_timeout");
          assertNamed(scrape, "endless-certificate", "handshake_too_large");
          assertNamed(scrape, "too-large", "handshake_too_large");
        });
    assertThat(surface.scrape())
        .filteredOn(sample -> sample.name().equals("tls_probe_duration_seconds"))
        .filteredOn(sample -> !sample.label("target").startsWith("good-"))
        .hasSize(SILENT + WASTEFUL.size() * OF_EACH)
        .allSatisfy(sample ->
            assertThat(sample.value())
                .as(sample.label("target"))
                .isLessThan(TIMING.timeout().plusSeconds(2).toMillis() / 1e3));
  }

  private static void assertNamed(List<Sample> scrape, String scenario, String reason) {
    assertThat(count(scrape, "tls_probe_failure_info", scenario + "-", Map.of("reason", reason), 1))
        .as(scenario)
        .isEqualTo(OF_EACH);
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

  private static double lag(List<Sample> scrape, String bound) {
    return scrape.stream()
        .filter(sample -> sample.name().equals("handshake_exporter_schedule_lag_seconds_bucket"))
        .filter(sample -> sample.label("le").equals(bound))
        .mapToDouble(Sample::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bucket " + bound));
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
