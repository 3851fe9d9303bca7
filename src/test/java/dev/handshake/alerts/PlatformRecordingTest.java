package dev.handshake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handshake.Eventually;
import dev.handshake.Surface;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.genesys.ActionTestSettings;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformAccount.Range;
import dev.handshake.lab.PlatformActions;
import dev.handshake.lab.PlatformCertificates.State;
import dev.handshake.lab.PlatformFault;
import dev.handshake.lab.PlatformWatch;
import dev.handshake.lab.Street;
import dev.handshake.metrics.MetricNames;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The platform's part of the recording is what its stand-in gives in the course of a rotation. With
 * the system property {@code alerts.record} it is made anew.
 */
class PlatformRecordingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What is there only once something has become another. */
  private static final Set<String> CHANGES =
      Set.of(MetricNames.CLIENT_CERTIFICATE_LAST_CHANGE, MetricNames.IP_RANGES_LAST_CHANGE);

  @Test
  void theRecordingIsWhatTheStandInGives() throws IOException {
    boolean anew = Boolean.getBoolean("alerts.record");
    Set<String> recorded =
        anew ? Set.of() : LabRecordingTest.lines(LabRecording.of(LabRecording.PLATFORM).stream());
    Set<String> live = scrape(recorded);
    if (anew) {
      Files.write(LabRecording.PLATFORM, live);
    }
    assertThat(live)
        .as("made anew by: mvn -q test -Dtest=PlatformRecordingTest -Dalerts.record=true")
        .containsExactlyInAnyOrderElementsOf(anew ? live : recorded);
  }

  /** All series that were there at one moment of a rotation, or at another. */
  private static Set<String> scrape(Set<String> recorded) {
    try (Street street = Street.start(LabPki.mint(Instant.now()), List.of());
        Platform platform = Platform.start(Clock.systemUTC())) {
      platform.certificates().state(State.UPCOMING);
      platform.faults().at("/api/v2/audits", PlatformFault.status(404));
      Set<String> seen = new TreeSet<>();
      try (Agent agent = Agent.start(plan(street, platform), Clock.systemUTC())) {
        Surface surface = new Surface(agent.port());
        Eventually.holds(
            PATIENCE,
            () -> {
              assertThat(names(look(surface, seen))).containsAll(names());
              assertThat(seen).containsAll(steady(recorded));
            });
        platform.account().ranges(List.of(new Range("192.0.2.0/28", "data-actions", "outbound")));
        platform.certificates().state(State.CURRENT);
        Eventually.holds(
            PATIENCE,
            () ->
                assertThat(look(surface, seen))
                    .containsAll(recorded)
                    .anyMatch(
                        series -> series.startsWith(MetricNames.CLIENT_CERTIFICATE_LAST_CHANGE))
                    .anyMatch(series -> series.startsWith(MetricNames.IP_RANGES_LAST_CHANGE)));
      }
      return seen;
    }
  }

  private static Plan plan(Street street, Platform platform) {
    Plan plan = PlatformWatch.added(street.plan(new WebSettings(Street.ADDRESS, 0)), platform);
    return plan.withGenesys(
        plan.genesys()
            .withActionTests(
                List.of(
                    new ActionTestSettings(
                        PlatformWatch.ORGANIZATION,
                        PlatformActions.id("templated"),
                        JsonNodeFactory.instance.objectNode(),
                        Duration.ofMinutes(1)))));
  }

  private static Set<String> look(Surface surface, Set<String> seen) {
    seen.addAll(
        LabRecordingTest.lines(
            surface.scrape().stream()
                .filter(sample -> sample.name().startsWith("genesys_"))
                .filter(LabRecordingTest::isUsed)
                .map(LabRecordingTest::asScraped)));
    return seen;
  }

  private static List<String> steady(Set<String> recorded) {
    return recorded.stream()
        .filter(series -> CHANGES.stream().noneMatch(series::startsWith))
        .toList();
  }

  private static Set<String> names(Set<String> seen) {
    return seen.stream()
        .map(series -> series.substring(0, series.indexOf('{')))
        .collect(Collectors.toSet());
  }

  /** All that rules ask of the platform and that no change is needed for. */
  private static Set<String> names() {
    return Vocabulary.MEASURED.stream()
        .filter(name -> name.startsWith("genesys_"))
        .filter(name -> !CHANGES.contains(name))
        .collect(Collectors.toSet());
  }
}
