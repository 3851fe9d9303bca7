package dev.handshake.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.handshake.grafana.Dashboard.Annotation;
import dev.handshake.grafana.Dashboard.Variable;
import dev.handshake.metrics.MetricNames;
import java.nio.file.Path;
import java.util.List;

/** The boards that are shipped, and what they share. */
final class Boards {
  static final Path DIRECTORY = Path.of("dashboards");

  static final String OVERVIEW = "handshake-overview";
  static final String TARGET = "handshake-target";
  static final String AGENT = "handshake-agent";
  static final String GENESYS = "handshake-genesys";

  /** The cell's value; without a format, Grafana leaves characters such as {@code &} and #. */
  private static final String THIS = "${__value.raw:percentencode}";

  /** Raw, since an address of IPv6 keeps its brackets. */
  private static final String AGENT_PAGES = "http://${runbook:raw}";

  private static final Variable JOB =
      Variable.values("job", "Job", "label_values(" + MetricNames.BUILD_INFO + ", job)");
  private static final Variable INSTANCE =
      Variable.values(
          "instance",
          "Instance",
          "label_values(" + MetricNames.BUILD_INFO + "{job=~\"$job\"}, instance)");
  private static final Variable TARGETS =
      Variable.values(
          "target",
          "Target",
          "label_values("
              + MetricNames.TARGET_INFO
              + "{job=~\"$job\",instance=~\"$instance\"}, target)");

  private static final Variable ORGANIZATION =
      Variable.values(
          "organization",
          "Organization",
          "label_values("
              + MetricNames.GENESYS_SOURCE_UP
              + "{job=~\"$job\",instance=~\"$instance\"}, organization)");
  private static final Variable REGION =
      Variable.values(
          "region",
          "Region",
          "label_values("
              + MetricNames.GENESYS_SOURCE_UP
              + "{job=~\"$job\",instance=~\"$instance\",organization=~\"$organization\"}, region)");

  /** An agent that watches what is chosen; the first, since all serve the same runbook. */
  private static final Variable RUNBOOK =
      Variable.hidden(
          "runbook",
          "Runbook",
          "The agent whose pages the links to the runbook lead to.",
          "label_values("
              + MetricNames.TARGET_INFO
              + "{job=~\"$job\",instance=~\"$instance\",target=~\"$target\"}, instance)");

  private Boards() {}

  static List<Dashboard> all() {
    return List.of(
        OverviewBoard.board(), TargetBoard.board(), AgentBoard.board(), GenesysBoard.board());
  }

  /** The file of a board, as it is committed. */
  static Path file(Dashboard board) {
    return DIRECTORY.resolve(board.uid() + ".json");
  }

  /** What a board's file holds. */
  static String json(Dashboard board) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return new ObjectMapper()
              .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
              .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .writer(printer)
              .writeValueAsString(board)
          + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Where counters and breakers began anew. */
  static Annotation agentRestarted() {
    return Annotation.at(
        "Agent restarted",
        "purple",
        PromQl.millis(PromQl.max("instance", PromQl.agent(MetricNames.PROCESS_START_TIME))),
        "The agent {{instance}} started: its counters and breakers began anew.");
  }

  /** The choices of boards about targets. */
  static List<Variable> targetVariables() {
    return List.of(Variable.DATASOURCE, JOB, INSTANCE, TARGETS, RUNBOOK);
  }

  /** The choices of boards about agents. */
  static List<Variable> agentVariables() {
    return List.of(Variable.DATASOURCE, JOB, INSTANCE);
  }

  /** The choices of the board about the platform. */
  static List<Variable> organizationVariables() {
    return List.of(Variable.DATASOURCE, JOB, INSTANCE, ORGANIZATION, REGION);
  }

  /** A link of a cell that holds a target's name to what is known of it. */
  static Fields.Target toTarget() {
    return new Fields.Target(
        "All about this target",
        "/d/"
            + TARGET
            + "?${datasource:queryparam}&${job:queryparam}&${instance:queryparam}"
            + "&var-target="
            + THIS
            + "&${__url_time_range}",
        false);
  }

  /** A link of a cell that holds a reason to what it means and what to do. */
  static Fields.Target toRunbook() {
    return new Fields.Target(
        "What this means and what to do", AGENT_PAGES + "/runbooks/" + THIS, true);
  }

  /** A link of a cell that holds a target's name to what the agent says of it. */
  static Fields.Target toDiagnosis() {
    return new Fields.Target(
        "The whole diagnosis by the agent", AGENT_PAGES + "/api/v1/targets/" + THIS, true);
  }
}
