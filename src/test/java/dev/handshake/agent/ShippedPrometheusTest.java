package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.PrometheusServer;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus with the shipped file, but for addresses and intervals, reaches an agent. It
 * knows no Alertmanager: one that runs on this machine would page somebody for the lab.
 */
@RequiresProgram("prometheus")
class ShippedPrometheusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final List<Scenario> SCENARIOS =
      Stream.of("fine-tls12", "mtls-http-tls13", "expired").map(Scenarios::named).toList();

  @TempDir static Path directory;

  private static Street street;
  private static Agent agent;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void start() throws IOException {
    street = Street.start(LabPki.mint(Instant.now()), SCENARIOS);
    agent =
        Agent.start(
            Paces.swift(street.plan(new WebSettings(Street.ADDRESS, 0))), Clock.systemUTC());
    prometheus =
        PrometheusServer.configured(
            directory,
            Files.readString(Path.of("config", "prometheus.yml"))
                .replace("127.0.0.1:10219", "127.0.0.1:" + agent.port())
                .replace("targets: [\"127.0.0.1:9093\"]", "targets: []")
                .replace("../alerts/", Path.of("alerts").toAbsolutePath() + "/")
                .replace("targets: []", "targets: [fine-tls12]")
                .replaceAll("(scrape_interval|evaluation_interval): \\d+s", "$1: 2s")
                .replaceAll("scrape_timeout: \\d+s", "scrape_timeout: 2s"));
  }

  @AfterAll
  static void stop() {
    prometheus.close();
    agent.close();
    street.close();
  }

  @Test
  void tellsNobodyOfTheLab() throws IOException {
    assertThat(Files.readString(directory.resolve("prometheus.yml"))).doesNotContain(":9093");
  }

  @Test
  void scrapesTheAgent() {
    up("handshake", 1);
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(prometheus.value("count(tls_probe_success{job='handshake'})"))
                .isEqualTo(SCENARIOS.size()));
  }

  @Test
  void probesWhatStandsInTheFile() {
    up("handshake-probe", 1);
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(
                    prometheus.value("probe_success{job='handshake-probe',instance='fine-tls12'}"))
                .isEqualTo(1));
  }

  @Test
  void probesWhatTheAgentLists() {
    up("handshake-targets", SCENARIOS.size());
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(prometheus.value("probe_success{job='handshake-targets',instance='expired'}"))
              .isZero();
          assertThat(prometheus.value("count(probe_success{job='handshake-targets'})"))
              .isEqualTo(SCENARIOS.size());
        });
    assertThat(prometheus.query("{__name__=~'tls_.+',job='handshake-targets'}")).isEmpty();
  }

  @Test
  void evaluatesTheRules() {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(prometheus.query("target:tls_target_info:last10m{job='handshake'}"))
                .hasSize(SCENARIOS.size()));
  }

  private static void up(String job, int count) {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(prometheus.value("sum(up{job='" + job + "'})"))
                .as("%s up; down are %s", job, prometheus.scrapeErrors())
                .isEqualTo(count));
  }
}
