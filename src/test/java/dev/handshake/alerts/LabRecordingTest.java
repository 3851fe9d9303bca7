package dev.handshake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.discovery.FilePattern;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.metrics.MetricNames;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recording that the rules are tested with is what the lab gives today. With the system
 * property {@code alerts.record} it is made anew.
 */
class LabRecordingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final List<String> SCENARIOS =
      List.of(
          "fine-tls13",
          "ends-soon",
          "expired",
          "expired-intermediate",
          "policy-protocol",
          "closed-port",
          "name-missing",
          "issuer-not-ca",
          "intercepted",
          "mtls-unusable",
          "missing-intermediate",
          "must-refuse-lets-in",
          "mtls-expired-tls13");

  /** Other targets' histograms have the same labels. */
  private static final String MEASURED = "fine-tls13";

  /** What differs from street to street. */
  private static final Set<String> CHANCE = Set.of("address", "version", "revision", "javaversion");

  private static final Map<String, String> ADDED =
      Map.of("job", "handshake", "instance", "127.0.0.1:10219");

  @TempDir private Path directory = Path.of("replaced");

  @Test
  void theRecordingIsWhatTheLabGives() throws IOException {
    Set<String> live = scrape();
    if (Boolean.getBoolean("alerts.record")) {
      Files.createDirectories(LabRecording.FILE.getParent());
      Files.write(LabRecording.FILE, live);
    }
    Set<String> recorded = lines(LabRecording.of(LabRecording.FILE).stream());
    assertThat(live)
        .as("made anew by: mvn -q test -Dtest=LabRecordingTest -Dalerts.record=true")
        .allMatch(recorded::contains)
        .hasSameSizeAs(recorded);
  }

  private Set<String> scrape() throws IOException {
    try (Street street =
            Street.start(
                LabPki.mint(Instant.now()), SCENARIOS.stream().map(Scenarios::named).toList());
        Agent agent = Agent.start(plan(street), Clock.systemUTC())) {
      Surface surface = new Surface(agent.port());
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(surface.scrape(MetricNames.PROBE_SUCCESS, Map.of()))
                  .hasSameSizeAs(SCENARIOS));
      return lines(
          Stream.concat(
              Stream.of(new Series("up", ADDED)),
              surface.scrape().stream()
                  .filter(LabRecordingTest::isUsed)
                  .map(LabRecordingTest::asScraped)));
    }
  }

  /** The street's, with a latency budget for one target, and a file that names no more. */
  private Plan plan(Street street) throws IOException {
    Path file = Files.writeString(directory.resolve("targets.yml"), "[]");
    Plan plan =
        street
            .plan(new WebSettings(Street.ADDRESS, 0))
            .withDiscovery(new DiscoverySettings(List.of(new FilePattern(file)), List.of()));
    return plan.withTargets(plan.targets().stream().map(LabRecordingTest::budgeted).toList());
  }

  private static Target budgeted(Target target) {
    ProbeTiming timing = target.module().timing();
    return target.name().equals(MEASURED)
        ? target.withModule(
            target
                .module()
                .withTiming(
                    new ProbeTiming(
                        timing.interval(),
                        timing.timeout(),
                        timing.connectTimeout(),
                        timing.handshakeTimeout(),
                        timing.confirmTimeout(),
                        timing.confirmAfter(),
                        Optional.of(Duration.ofMillis(500)))))
        : target;
  }

  /** Whether a rule asks for it; of the targets' histograms, one is enough. */
  static boolean isUsed(Sample sample) {
    return Vocabulary.MEASURED.contains(Vocabulary.family(sample.name()))
        && (!sample.name().equals(MetricNames.CHECK_PASSED)
            || sample.label("check").equals("protocol_policy"))
        && (!sample.name().startsWith(MetricNames.HANDSHAKE_DURATION)
            || sample.label("target").equals(MEASURED));
  }

  /** Prometheus drops labels without a value and adds its own. */
  static Series asScraped(Sample sample) {
    Map<String, String> labels = new TreeMap<>(sample.labels());
    labels.values().removeIf(String::isEmpty);
    labels.putAll(ADDED);
    return new Series(sample.name(), labels);
  }

  /** In the form of a recording. */
  static Set<String> lines(Stream<Series> series) {
    return series
        .map(one -> one.with(chances(one)).toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String[] chances(Series series) {
    return series.labels().keySet().stream()
        .filter(CHANCE::contains)
        .flatMap(label -> Stream.of(label, label.equals("address") ? "127.0.0.1:4433" : "1.0"))
        .toArray(String[]::new);
  }
}
