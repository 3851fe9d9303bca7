package dev.handshake.grafana;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dashboard in Grafana's classic form, in the order in which its JSON is written. What is null is
 * left out.
 */
record Dashboard(
    String uid,
    String title,
    String description,
    List<String> tags,
    int schemaVersion,
    int version,
    boolean editable,
    int graphTooltip,
    String refresh,
    TimeRange time,
    String timezone,
    Annotations annotations,
    List<Link> links,
    Templating templating,
    List<Panel> panels) {
  static final int SCHEMA_VERSION = 42;
  static final int SHARED_CROSSHAIR = 1;

  /** What all boards have, by which they find each other. */
  static final String TAG = "handshake-exporter";

  /** A board of six hours that lists the other boards. */
  static Dashboard of(
      String uid,
      String title,
      String description,
      List<Annotation> annotations,
      List<Variable> variables,
      List<Panel> panels) {
    return new Dashboard(
        uid,
        title,
        description,
        List.of("tls", TAG),
        SCHEMA_VERSION,
        1,
        false,
        SHARED_CROSSHAIR,
        "1m",
        new TimeRange("now-6h", "now"),
        "browser",
        new Annotations(annotations),
        List.of(Link.toBoards()),
        new Templating(variables),
        panels);
  }

  record TimeRange(String from, String to) {}

  record Annotations(List<Annotation> list) {}

  record Templating(List<Variable> list) {}

  /** Where data comes from. */
  record Source(String type, String uid) {
    static final Source CHOSEN = new Source("prometheus", "${datasource}");
    static final Source GRAFANA = new Source("grafana", "-- Grafana --");
  }

  /** The other boards, which keep the time and what was chosen. */
  record Link(
      String type,
      String title,
      String tooltip,
      String icon,
      List<String> tags,
      boolean asDropdown,
      boolean includeVars,
      boolean keepTime,
      boolean targetBlank) {
    static Link toBoards() {
      return new Link(
          "dashboards",
          "Handshakes",
          "The other boards, with this time range and selection",
          "external link",
          List.of(TAG),
          false,
          true,
          true,
          false);
    }
  }

  /**
   * Moments that are marked in every panel.
   *
   * @param useValueForTime whether the value of the query is the moment, in milliseconds
   */
  record Annotation(
      @Nullable Integer builtIn,
      String name,
      Source datasource,
      boolean enable,
      @Nullable Boolean hide,
      String iconColor,
      @Nullable String type,
      @Nullable String expr,
      @Nullable String titleFormat,
      @Nullable String textFormat,
      @Nullable Boolean useValueForTime) {
    /** What people note by hand. */
    static final Annotation BUILT_IN =
        new Annotation(
            1,
            "Annotations & Alerts",
            Source.GRAFANA,
            true,
            true,
            "rgba(0, 211, 255, 1)",
            "dashboard",
            null,
            null,
            null,
            null);

    /** A query whose values are moments in milliseconds. */
    static Annotation at(String name, String color, String expr, String text) {
      return of(name, color, expr, text, true);
    }

    /** A query that is above zero for as long as something lasts. */
    static Annotation during(String name, String color, String expr, String text) {
      return of(name, color, expr, text, false);
    }

    private static Annotation of(
        String name, String color, String expr, String text, boolean valueIsTime) {
      return new Annotation(
          null, name, Source.CHOSEN, true, false, color, null, expr, name, text, valueIsTime);
    }
  }

  /** A choice at the top of the board, or a value that all panels share. */
  record Variable(
      String name,
      String type,
      String label,
      @Nullable String description,
      int hide,
      @Nullable Source datasource,
      @Nullable Object query,
      @Nullable String regex,
      @Nullable Integer refresh,
      @Nullable Integer sort,
      @Nullable Boolean multi,
      @Nullable Boolean includeAll,
      @Nullable String allValue,
      @Nullable Map<String, Object> current) {
    private static final int SHOWN = 0;
    private static final int HIDDEN = 2;
    private static final int ON_TIME_RANGE_CHANGE = 2;
    private static final int ALPHABETICALLY = 1;

    /** Which Prometheus is asked. */
    static final Variable DATASOURCE =
        new Variable(
            "datasource",
            "datasource",
            "Data source",
            "The Prometheus that scrapes the agents.",
            SHOWN,
            null,
            "prometheus",
            "",
            1,
            null,
            false,
            false,
            null,
            null);

    /** The values of a label, several or all of which may be chosen. */
    static Variable values(String name, String label, String query) {
      return new Variable(
          name,
          "query",
          label,
          null,
          SHOWN,
          Source.CHOSEN,
          Map.of("query", query, "refId", "Variable-" + name),
          "",
          ON_TIME_RANGE_CHANGE,
          ALPHABETICALLY,
          true,
          true,
          ".+",
          Map.of("text", "All", "value", "$__all"));
    }

    /** The first value of a label, which the reader does not choose. */
    static Variable hidden(String name, String label, String description, String query) {
      return new Variable(
          name,
          "query",
          label,
          description,
          HIDDEN,
          Source.CHOSEN,
          Map.of("query", query, "refId", "Variable-" + name),
          "",
          ON_TIME_RANGE_CHANGE,
          ALPHABETICALLY,
          false,
          false,
          null,
          null);
    }
  }
}
