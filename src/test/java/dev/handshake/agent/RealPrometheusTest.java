package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.lab.Street;
import dev.handshake.metrics.MetricNames;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Prometheus scrapes the agent, as text and as protobuf, and answers from that. */
@RequiresProgram("prometheus")
class RealPrometheusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<Scenario> SCENARIOS =
      Stream.of("fine-tls12", "mtls-http-tls13", "ends-soon", "expired", "mtls-missing-tls13")
          .map(Scenarios::named)
          .toList();

  @TempDir static Path directory;

  private static Street street;
  private static Agent agent;
  private static PrometheusServer classic;
  private static PrometheusServer withNativeHistograms;

  /** What it asks the agent for, and what becomes of histograms. */
  enum Kind {
    CLASSIC,
    NATIVE_HISTOGRAMS
  }

  @BeforeAll
  static void start() throws IOException {
    street = Street.start(LabPki.mint(Instant.now()), SCENARIOS);
    agent =
        Agent.start(
            Paces.swift(street.plan(new WebSettings(Street.ADDRESS, 0))), Clock.systemUTC());
    classic = PrometheusServer.start(directory.resolve("classic"), agent.port());
    withNativeHistograms =
        PrometheusServer.start(
            directory.resolve("native"), agent.port(), "--enable-feature=native-histograms");
  }

  @AfterAll
  static void stop() {
    Stream.of(classic, withNativeHistograms).parallel().forEach(PrometheusServer::close);
    agent.close();
    street.close();
  }

  @ParameterizedTest
  @EnumSource
  void answersWhetherTargetsAreFine(Kind kind) {
    for (Scenario scenario : SCENARIOS) {
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(prometheus(kind).value(of(MetricNames.PROBE_SUCCESS, scenario.name())))
                  .as(scenario.name())
                  .isEqualTo(scenario.expected().succeeds() ? 1 : 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersWhenCertificatesEnd(Kind kind) {
    assertEnd(kind, "fine-tls12", ServerCertificate.FINE);
    assertEnd(kind, "ends-soon", ServerCertificate.ENDS_SOON);
    assertEnd(kind, "expired", ServerCertificate.EXPIRED);
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheHistogramOfHandshakes(Kind kind) {
    PrometheusServer prometheus = prometheus(kind);
    Eventually.holds(
        PATIENCE,
        () -> {
          switch (kind) {
            case CLASSIC ->
                assertThat(
                        prometheus.value(
                            "tls_handshake_duration_seconds_bucket{target='fine-tls12',le='+Inf'}"))
                    .isPositive();
            case NATIVE_HISTOGRAMS -> {
              assertThat(prometheus.query(of(MetricNames.HANDSHAKE_DURATION, "fine-tls12")))
                  .singleElement()
                  .satisfies(series -> {
                    assertThat(series.at("/histogram/1/count").asInt()).isPositive();
                    assertThat(series.at("/histogram/1/buckets")).isNotEmpty();
                  });
              assertThat(
                      prometheus.value(
                          "histogram_quantile(0.5, tls_handshake_duration_seconds{target='fine-tls12'})"))
                  .isBetween(0.0, 5.0);
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void losesNoSampleOfAScrape(Kind kind) {
    PrometheusServer prometheus = prometheus(kind);
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(prometheus.value("up")).isEqualTo(1);
          assertThat(prometheus.value("scrape_samples_scraped"))
              .isPositive()
              .isEqualTo(prometheus.value("scrape_samples_post_metric_relabeling"));
          assertThat(prometheus.value("count(tls_probe_failure_info) or vector(0)")).isEqualTo(2);
        });
  }

  private static void assertEnd(Kind kind, String target, ServerCertificate certificate) {
    Instant end = street.pki().server(certificate).certificate().getNotAfter().toInstant();
    String query = MetricNames.CERTIFICATE_NOT_AFTER + "{target='" + target + "',position='0'}";
    Eventually.holds(
        PATIENCE,
        () -> assertThat(prometheus(kind).value(query)).isEqualTo((double) end.getEpochSecond()));
  }

  private static PrometheusServer prometheus(Kind kind) {
    return switch (kind) {
      case CLASSIC -> classic;
      case NATIVE_HISTOGRAMS -> withNativeHistograms;
    };
  }

  private static String of(String metric, String target) {
    return metric + "{target='" + target + "'}";
  }
}
