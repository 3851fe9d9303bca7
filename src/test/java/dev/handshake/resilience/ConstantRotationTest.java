package dev.handshake.resilience;

import static dev.handshake.resilience.Neighbourhood.probes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that shows another certificate at each probe has as many series as any other. */
class ConstantRotationTest {
  private static final String TARGET = "rotating";

  /** Of any one target; metrics' own table of summands has the most that there can ever be. */
  private static final int MOST = 120;

  /** Probes of a day in the usual interval of 30 s. */
  private static final int A_DAY = 2880;

  private static final int SOME = 40;

  @TempDir private Path directory;

  @Test
  void leavesNothingOfWhatWasShownBefore() throws IOException {
    rotated(SOME, "50ms", Duration.ofSeconds(60));
  }

  @Test
  @Tag("break")
  void leavesNothingOfAWholeDay() throws IOException {
    rotated(A_DAY, "20ms", Duration.ofMinutes(10));
  }

  private void rotated(int times, String interval, Duration patience) throws IOException {
    try (RotatingServer server = RotatingServer.open();
        Agent agent = started(server, interval)) {
      Surface surface = new Surface(agent.port());
      Eventually.holds(
          patience,
          () ->
              assertThat(probes(surface, TARGET, "success"))
                  .as(() -> surface.body("/api/v1/targets/" + TARGET))
                  .isGreaterThanOrEqualTo(times));
      List<Sample> scrape =
          surface.scrape().stream()
              .filter(sample -> TARGET.equals(sample.labels().get("target")))
              .toList();
      System.out.printf(
          "%d certificates were shown: %d series of the target%n", server.shown(), scrape.size());
      assertThat(scrape).hasSizeLessThan(MOST);
      assertThat(scrape)
          .filteredOn(sample -> sample.name().equals("tls_certificate_info"))
          .hasSize(2);
      assertThat(scrape)
          .filteredOn(sample -> sample.name().equals("tls_connection_info"))
          .hasSize(1);
      assertThat(surface.value("tls_certificate_changes_total", Map.of("target", TARGET)))
          .isGreaterThanOrEqualTo(times - 1);
    }
  }

  private Agent started(RotatingServer server, String interval) throws IOException {
    Files.writeString(directory.resolve("root.pem"), server.root().certificatePem());
    Path file =
        Files.writeString(
            directory.resolve("handshake.yml"),
            """
            probe: {interval: %s, confirm_timeout: 20ms, confirm_after: 10ms}
            trust: {rotating: {files: [root.pem]}}
            targets:
              - {name: %s, address: '127.0.0.1:%d', server_name: %s, trust: rotating}
            web: {listen: '127.0.0.1:0'}
            """
                .formatted(interval, TARGET, server.port(), server.name()));
    return Agent.start(
        Plan.of(ConfigReader.load(file, _ -> null, Instant.now())), Clock.systemUTC());
  }
}
