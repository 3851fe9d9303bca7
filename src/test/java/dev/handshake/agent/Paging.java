package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.AlertmanagerServer;
import dev.handshake.HookServer;
import dev.handshake.PrometheusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The way from an agent's metrics to a receiver: Prometheus with the rules of {@code alerts},
 * Alertmanager with {@code config/alertmanager.yml}, and a receiver. Of the shipped files the
 * durations alone are changed, all divided by one number, so that minutes pass in seconds, and the
 * receivers' address.
 */
final class Paging implements AutoCloseable {
  private static final int FASTER = 30;
  private static final Pattern DURATION =
      Pattern.compile(
          "(?<=\\[)\\d+[smhd](?=[]:])|(?<=:)\\d+[smhd](?=])|(?<=offset )\\d+[smhd]"
              + "|(?<=(for|_wait|_interval|_timeout): )\\d+[smhd]");
  private static final Map<Character, Integer> SECONDS =
      Map.of('s', 1, 'm', 60, 'h', 3600, 'd', 86_400);

  private final HookServer receiver;
  private final AlertmanagerServer alertmanager;
  private final PrometheusServer prometheus;

  private Paging(
      HookServer receiver, AlertmanagerServer alertmanager, PrometheusServer prometheus) {
    this.receiver = receiver;
    this.alertmanager = alertmanager;
    this.prometheus = prometheus;
  }

  /**
   * Starts all three.
   *
   * @param port of 127.0.0.1, by which the agent is known
   * @param options of Prometheus' command line
   */
  static Paging start(Path directory, int port, String... options) throws IOException {
    HookServer receiver = HookServer.plain();
    AlertmanagerServer alertmanager = alertmanager(directory, receiver);
    return new Paging(
        receiver, alertmanager, prometheus(directory, port, alertmanager.port(), options));
  }

  PrometheusServer prometheus() {
    return prometheus;
  }

  /** All messages of one status in which an alert is so. */
  List<JsonNode> messages(String status, Predicate<JsonNode> alert) {
    return receiver.bodies().stream()
        .filter(message -> message.at("/status").asText().equals(status))
        .filter(message -> alerts(message).stream().anyMatch(alert))
        .toList();
  }

  /** The messages of one status to whoever is woken by them. */
  List<JsonNode> pages(String status, Predicate<JsonNode> alert) {
    return messages(status, alert).stream()
        .filter(message -> message.at("/receiver").asText().endsWith("-pager"))
        .toList();
  }

  /** What was told of such an alert by its first message, each cause once for each receiver. */
  Set<String> causes(Predicate<JsonNode> alert) {
    return messages("firing", alert).stream()
        .map(message -> message.at("/receiver").asText() + " " + message.at("/groupKey").asText())
        .collect(Collectors.toSet());
  }

  static List<JsonNode> alerts(JsonNode message) {
    List<JsonNode> alerts = new ArrayList<>();
    message.at("/alerts").forEach(alerts::add);
    return alerts;
  }

  /** Of which a label has a value. */
  static Predicate<JsonNode> labelled(String label, String value) {
    return alert -> alert.at("/labels/" + label).asText().equals(value);
  }

  private static AlertmanagerServer alertmanager(Path directory, HookServer receiver)
      throws IOException {
    String shipped = Files.readString(Path.of("config/alertmanager.yml"));
    assertThat(shipped).contains("http://127.0.0.1:8080/");
    return AlertmanagerServer.start(
        directory.resolve("alertmanager"),
        faster(
            shipped.replace(
                "http://127.0.0.1:8080/", "http://127.0.0.1:" + receiver.port() + "/")));
  }

  private static PrometheusServer prometheus(
      Path directory, int agent, int alertmanager, String... options) throws IOException {
    Path rules = Files.createDirectories(directory.resolve("alerts"));
    for (String name : List.of("handshake.recording.yml", "handshake.alerts.yml")) {
      Files.writeString(rules.resolve(name), faster(Files.readString(Path.of("alerts", name))));
    }
    return PrometheusServer.configured(
        directory.resolve("prometheus"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 900ms, evaluation_interval: 1s}
        rule_files: ["%s/*.yml"]
        alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
        scrape_configs:
          - {job_name: handshake, static_configs: [{targets: ["127.0.0.1:%d"]}]}
        """
            .formatted(rules, alertmanager, agent),
        options);
  }

  /** The same text with all durations divided, none below a second. */
  private static String faster(String text) {
    return DURATION
        .matcher(text)
        .replaceAll(found -> {
          String word = found.group();
          int unit = SECONDS.getOrDefault(word.charAt(word.length() - 1), 1);
          int seconds = Integer.parseInt(word.substring(0, word.length() - 1)) * unit;
          return Math.max(1, seconds / FASTER) + "s";
        });
  }

  @Override
  public void close() {
    prometheus.close();
    alertmanager.close();
    receiver.close();
  }
}
