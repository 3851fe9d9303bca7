package dev.handshake.alerts;

import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Board;
import dev.handshake.alerts.Rule.Kind;
import dev.handshake.alerts.Rule.Severity;
import java.util.List;
import java.util.Locale;

/** A table: the alerts for agents that do not watch, or not as they should. */
final class AgentAlerts {
  static final List<Alert> ALERTS =
      List.of(
          agent(
              "HandshakeExporterDown",
              Severity.CRITICAL,
              "instance:up:handshake_exporter == 0",
              "3m",
              "The agent {{ $labels.instance }} does not answer Prometheus.",
              """
              {{ $labels.instance }} of the job {{ $labels.job }} cannot be scraped; its targets are not watched by it, and their alerts go quiet.
              Remedy: Look whether its process runs (the service manager tells) and what its log says last; try http://{{ $labels.instance }}/-/healthy from Prometheus' own host.
              Where it runs and answers there, look at the scrape's error on Prometheus' page of targets: authentication, TLS or a time limit.
              """),
          agent(
              "HandshakeExporterAbsent",
              Severity.CRITICAL,
              """
              absent(handshake_exporter_build_info)
              unless on ()
              (instance:up:handshake_exporter == 0)
              """,
              "5m",
              "Prometheus has no metrics of any agent.",
              """
              No series handshake_exporter_build_info exists: no agent is scraped, and no target is watched.
              Remedy: Look at Prometheus' page of targets for the job of the agents; add it to scrape_configs if it is missing, and see that no relabelling drops its metrics.
              """),
          agent(
              "HandshakeExporterReloadFailed",
              Severity.WARNING,
              "last_over_time(handshake_exporter_config_last_reload_successful[5m]) == 0",
              "2m",
              "The agent {{ $labels.instance }} could not apply its configuration.",
              """
              {{ $labels.instance }} goes on with the configuration that it had; a restart would fail.
              Remedy: Run `check config` on its file, which says all that is wrong with file and line, correct it and reload.
              """),
          agent(
              "HandshakeExporterScheduleLate",
              Severity.WARNING,
              "instance:handshake_exporter_schedule_lag_seconds:p95_5m > 1",
              "10m",
              "The agent {{ $labels.instance }} begins its probes late.",
              """
              Of the probes of {{ $labels.instance }}, 5 in 100 begin {{ $value | humanizeDuration }} or more after they are due; what it measures meanwhile is too long.
              Remedy: Give this agent more CPU or fewer targets, or longer intervals; look at handshake_exporter_probes_in_flight against `max_in_flight`.
              """),
          agent(
              "HandshakeExporterTargetsStale",
              Severity.WARNING,
              "last_over_time(instance:tls_probe_stale:count[2m]) > 0",
              "5m",
              "The agent {{ $labels.instance }} does not probe some of its targets.",
              """
              {{ $value }} {{ if eq $value 1.0 }}target{{ else }}targets{{ end }} of {{ $labels.instance }} had no probe for twice their interval and ten minutes more, which an open breaker does not explain; what is told of them is old.
              Remedy: Look at the agent's log for errors, and at its threads and event loops; restart it where nothing moves, and report it.
              """),
          agent(
              "HandshakeExporterNoTargets",
              Severity.WARNING,
              "max_over_time(handshake_exporter_targets[5m]) == 0",
              "10m",
              "The agent {{ $labels.instance }} has no targets.",
              """
              {{ $labels.instance }} runs and watches nothing.
              Remedy: Name targets in its configuration, or look why its target files or addresses of discovery give none.
              """),
          agent(
              "HandshakeExporterSourceDown",
              Severity.WARNING,
              "last_over_time(handshake_exporter_source_up[5m]) == 0",
              "10m",
              "The agent {{ $labels.instance }} cannot take targets from {{ $labels.source }}.",
              """
              What {{ $labels.source }} of the configuration of {{ $labels.instance }} leads to cannot be read, or has a mistake. The targets that it named last are still watched
              {{ with query (printf "time() - handshake_exporter_source_last_success_timestamp_seconds{instance=%q,source=%q}" $labels.instance $labels.source) }} and are {{ . | first | value | humanizeDuration }} old{{ end }}; new ones are not.
              Remedy: The agent's log says all that is wrong; for files `check config` does, with file and line. Correct it there; no reload is needed.
              """),
          agent(
              "HandshakeExporterSourceStale",
              Severity.WARNING,
              "time() - last_over_time(handshake_exporter_source_last_success_timestamp_seconds[5m]) > 7200",
              "5m",
              "The agent {{ $labels.instance }} has taken no targets from {{ $labels.source }} for two hours.",
              """
              {{ $labels.source }} of {{ $labels.instance }} last answered {{ $value | humanizeDuration }} ago; what it has named since then is not watched.
              Remedy: See whether its `refresh_interval` is longer than that; else look at the file system of the target files, which may hang, and at the agent's log and threads.
              """));

  private AgentAlerts() {}

  private static Alert agent(
      String name,
      Severity severity,
      String expression,
      String patience,
      String summary,
      String description) {
    return new Alert(
        name,
        severity,
        Kind.AGENT,
        name.equals("HandshakeExporterAbsent") ? "agent_down" : cause(name),
        expression,
        patience,
        summary,
        description,
        name,
        name.equals("HandshakeExporterAbsent") ? Board.OVERVIEW : Board.AGENT);
  }

  private static String cause(String name) {
    return "agent"
        + name.substring("HandshakeExporter".length())
            .replaceAll("([A-Z])", "_$1")
            .toLowerCase(Locale.ROOT);
  }
}
