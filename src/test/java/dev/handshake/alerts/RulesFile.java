package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;

import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Recording;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A file of rules as Prometheus loads it, written from its tables. */
record RulesFile(Path path, List<RuleGroup> groups) {
  static final RulesFile RECORDING =
      new RulesFile(Path.of("alerts", "handshake.recording.yml"), RecordingRules.GROUPS);

  static final RulesFile ALERTS =
      new RulesFile(
          Path.of("alerts", "handshake.alerts.yml"),
          List.of(
              new RuleGroup("handshake.expiry", ExpiryAlerts.ALERTS),
              new RuleGroup("handshake.failures", FailureAlerts.ALERTS),
              new RuleGroup("handshake.service", ServiceAlerts.ALERTS),
              new RuleGroup(
                  "handshake.genesys",
                  Stream.of(GenesysExpiryAlerts.ALERTS, GenesysAlerts.ALERTS)
                      .flatMap(List::stream)
                      .toList()),
              new RuleGroup("handshake.exporter", AgentAlerts.ALERTS)));

  static final List<RulesFile> ALL = List.of(RECORDING, ALERTS);

  private static final String HEAD =
      """
      # Made from the code, not by hand: mvn -q test -Dtest=RulesFilesTest -Dalerts.write=true
      #
      # No name of a job is assumed: an agent is what has handshake_exporter_build_info. Series of /probe are watched too, by
      # their own job and instance, so a target that a job asks /probe for and that the agent probes by itself is told of
      # twice; keep only probe_.* of such a job, as config/prometheus.yml does.
      # Scrape and evaluate each minute or more often. A target whose interval is longer than two minutes fails by its last
      # probe alone. What a removed target leaves ends within five minutes; an alert for an end, within fifteen.
      # Prometheus 3 leaves the sample out that lies just at a window's beginning: at a scrape each minute, what fails for
      # two minutes is told up to a minute sooner. Nothing else here means other things there than in 2.42, where it is
      # tested.
      groups:
      """;

  RulesFile {
    groups = List.copyOf(groups);
  }

  String text() {
    return groups.stream()
        .map(group ->
            "  - name: "
                + group.name()
                + "\n    rules:\n"
                + group.rules().stream().map(RulesFile::rule).collect(joining("\n")))
        .collect(joining("\n", HEAD, ""));
  }

  private static String rule(Rule rule) {
    return switch (rule) {
      case Recording recording ->
          "      # "
              + recording.about()
              + "\n      - record: "
              + recording.name()
              + "\n"
              + block("expr", 8, "|-", recording.expression());
      case Alert alert ->
          "      - alert: "
              + alert.name()
              + "\n"
              + block("expr", 8, "|-", alert.expression())
              + (alert.patience().isEmpty() ? "" : "        for: " + alert.patience() + "\n")
              + labels(alert)
              + annotations(alert);
    };
  }

  private static String labels(Alert alert) {
    return """
    labels:
      severity: %s
      kind: %s
      cause: '%s'
    """
        .formatted(word(alert.severity()), word(alert.kind()), alert.cause())
        .indent(8);
  }

  private static String annotations(Alert alert) {
    return "        annotations:\n"
        + block("summary", 10, ">-", alert.summary())
        + block("description", 10, ">-", alert.description())
        + block("runbook_url", 10, ">-", runbook(alert))
        + block(
            "dashboard_url",
            10,
            ">-",
            "{{ with $externalLabels.grafana }}{{ . }}{{ else }}http://localhost:3000{{ end }}/d/"
                + alert.board().path());
  }

  /** An agent serves the pages; one that does not answer is stood in for by any that does. */
  private static String runbook(Alert alert) {
    return "{{ with $externalLabels.runbooks }}{{ . }}{{ else }}http://"
        + switch (alert.name()) {
          case "HandshakeExporterDown", "HandshakeExporterAbsent" ->
              "{{ with query \"handshake_exporter_build_info\" }}{{ . | first | label \"instance\" }}{{ else }}localhost:10219{{ end }}";
          default -> "{{ $labels.instance }}";
        }
        + "/runbooks{{ end }}/"
        + alert.page();
  }

  private static String block(String key, int indent, String style, String text) {
    return " ".repeat(indent) + key + ": " + style + "\n" + text.indent(indent + 2);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
