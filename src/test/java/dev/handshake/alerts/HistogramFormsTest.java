package dev.handshake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real Prometheus records the same series from either form of the histograms, so that alerts need
 * not know the form. promtool of this age has no words for native histograms, and cannot tell.
 */
@RequiresProgram("prometheus")
class HistogramFormsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String FINE = "{target='fine-tls13'}";

  @TempDir static Path directory;

  private static Street street;
  private static Agent agent;
  private static PrometheusServer classic;
  private static PrometheusServer withNativeHistograms;

  @BeforeAll
  static void start() throws IOException {
    street = Street.start(LabPki.mint(Instant.now()), List.of(Scenarios.named("fine-tls13")));
    Plan plan = street.plan(new WebSettings(Street.ADDRESS, 0));
    agent =
        Agent.start(
            plan.withTargets(plan.targets().stream().map(HistogramFormsTest::often).toList()),
            Clock.systemUTC());
    classic = prometheus("classic");
    withNativeHistograms = prometheus("native", "--enable-feature=native-histograms");
  }

  @AfterAll
  static void stop() {
    classic.close();
    withNativeHistograms.close();
    agent.close();
    street.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSameSeriesAreRecordedFromEitherForm(boolean asNative) {
    PrometheusServer prometheus = asNative ? withNativeHistograms : classic;
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(prometheus.query("tls_handshake_duration_seconds_bucket" + FINE).isEmpty())
              .as("only the native form is there")
              .isEqualTo(asNative);
          assertThat(prometheus.value("target:tls_handshake_duration_seconds:count1h" + FINE))
              .isGreaterThanOrEqualTo(10);
          assertThat(prometheus.value("target:tls_handshake_duration_seconds:p95_1h" + FINE))
              .isPositive();
          assertThat(prometheus.value("instance:handshake_exporter_schedule_lag_seconds:p95_5m"))
              .isNotNegative();
          assertThat(
                  prometheus
                      .query("target:tls_handshake_duration_seconds:p95_1h" + FINE)
                      .getFirst()
                      .at("/metric")
                      .fieldNames())
              .toIterable()
              .containsExactlyInAnyOrder("__name__", "expected", "instance", "job", "target");
        });
  }

  private static Target often(Target target) {
    Duration patience = Duration.ofSeconds(5);
    return target.withModule(
        target
            .module()
            .withTiming(
                new ProbeTiming(
                    Duration.ofMillis(250),
                    patience.multipliedBy(2),
                    patience,
                    patience,
                    Duration.ofSeconds(1),
                    Duration.ofMillis(300))));
  }

  private static PrometheusServer prometheus(String name, String... options) throws IOException {
    return PrometheusServer.configured(
        directory.resolve(name),
        """
        global: {scrape_interval: 1s, scrape_timeout: 900ms, evaluation_interval: 1s}
        rule_files: ["%s"]
        scrape_configs:
          - {job_name: agent, static_configs: [{targets: ["127.0.0.1:%d"]}]}
        """
            .formatted(RulesFile.RECORDING.path().toAbsolutePath(), agent.port()),
        options);
  }
}
