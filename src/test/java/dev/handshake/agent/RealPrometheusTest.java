package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.handshake.Eventually;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.lab.Street;
import dev.handshake.metrics.MetricNames;
import dev.handshake.metrics.Scrape;
import dev.handshake.monitor.ProbeNow;
import dev.handshake.reason.Phase;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import dev.handshake.web.Operations;
import dev.handshake.web.WebServer;
import dev.handshake.web.WebSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
  private static Vertx vertx;
  private static int fixed;
  private static PrometheusServer classic;
  private static PrometheusServer withNativeHistograms;

  /** What it asks the agent for, and what becomes of histograms. */
  enum Kind {
    CLASSIC,
    NATIVE_HISTOGRAMS
  }

  @BeforeAll
  static void start() throws Exception {
    street = Street.start(LabPki.mint(Instant.now()), SCENARIOS);
    agent =
        Agent.start(
            Paces.swift(street.plan(new WebSettings(Street.ADDRESS, 0))), Clock.systemUTC());
    vertx = Vertx.vertx();
    fixed = knownObservations();
    classic = prometheus("classic");
    withNativeHistograms = prometheus("native", "--enable-feature=native-histograms");
  }

  @AfterAll
  static void stop() {
    Stream.of(classic, withNativeHistograms).parallel().forEach(PrometheusServer::close);
    agent.close();
    street.close();
    var _ = vertx.close();
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
                  .isPositive();
            }
          }
        });
  }

  /** A bucket of schema 3 is 9 % wide; a classic one lies between two of the written bounds. */
  @ParameterizedTest
  @EnumSource
  void tellsTheQuantilesOfKnownHandshakesWithinABucket(Kind kind) {
    String name = MetricNames.HANDSHAKE_DURATION;
    Eventually.holds(
        PATIENCE,
        () -> {
          switch (kind) {
            case CLASSIC -> {
              assertThat(quantile(kind, .5, name + "_bucket")).isBetween(.025, .05);
              assertThat(quantile(kind, .95, name + "_bucket")).isBetween(.05, .1);
            }
            case NATIVE_HISTOGRAMS -> {
              assertThat(quantile(kind, .5, name)).isCloseTo(.05, withinPercentage(9.1));
              assertThat(quantile(kind, .95, name)).isCloseTo(.095, withinPercentage(9.1));
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheHistogramOfTheSchedule(Kind kind) {
    String of = "{job='agent'}";
    String count =
        switch (kind) {
          case CLASSIC -> MetricNames.SCHEDULE_LAG + "_bucket{job='agent',le='+Inf'}";
          case NATIVE_HISTOGRAMS -> "histogram_count(" + MetricNames.SCHEDULE_LAG + of + ")";
        };
    Eventually.holds(PATIENCE, () -> assertThat(prometheus(kind).value(count)).isPositive());
  }

  @ParameterizedTest
  @EnumSource
  void losesNoSampleOfAScrape(Kind kind) {
    PrometheusServer prometheus = prometheus(kind);
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(prometheus.value("up{job='agent'}")).isEqualTo(1);
          assertThat(prometheus.value("scrape_samples_scraped{job='agent'}"))
              .isPositive()
              .isEqualTo(prometheus.value("scrape_samples_post_metric_relabeling{job='agent'}"));
          assertThat(prometheus.value("count(tls_probe_failure_info{job='agent'}) or vector(0)"))
              .isEqualTo(2);
        });
  }

  /** Serves 100 handshakes of one target, which took 1 ms to 100 ms. */
  private static int knownObservations() throws Exception {
    Scrape scrape = new Scrape();
    Target target =
        Target.of("known", Endpoint.parse("known.example.com:443"), ProbeModule.DEFAULT);
    for (int millis = 1; millis <= 100; millis++) {
      scrape.hear(
          ReportDraft.of(target, Instant.EPOCH)
              .handshake()
              .phase(Phase.HANDSHAKE, Duration.ofMillis(millis))
              .report(),
          TargetStatus.CLOSED);
    }
    return WebServer.start(
            vertx,
            new WebSettings(Street.ADDRESS, 0),
            scrape.store,
            scrape.exposition,
            new Operations(
                _ -> Future.succeededFuture(new ProbeNow.Unknown()),
                (_, _) -> Future.failedFuture("not asked"),
                () -> true),
            () -> Instant.EPOCH,
            Descriptors.most())
        .await(20, TimeUnit.SECONDS)
        .port();
  }

  private static PrometheusServer prometheus(String name, String... options) throws IOException {
    return PrometheusServer.configured(
        directory.resolve(name),
        """
        global: {scrape_interval: 1s, scrape_timeout: 900ms}
        scrape_configs:
          - {job_name: agent, static_configs: [{targets: ["127.0.0.1:%d"]}]}
          - {job_name: fixed, static_configs: [{targets: ["127.0.0.1:%d"]}]}
        """
            .formatted(agent.port(), fixed),
        options);
  }

  private static double quantile(Kind kind, double rank, String series) {
    return prometheus(kind)
        .value("histogram_quantile(%s, %s{job='fixed'})".formatted(rank, series));
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
