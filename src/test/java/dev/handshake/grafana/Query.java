package dev.handshake.grafana;

import org.jspecify.annotations.Nullable;

/**
 * A question to Prometheus.
 *
 * @param format {@code time_series}, {@code table} or {@code heatmap}
 * @param instant whether only the end of the time range is asked for
 */
record Query(
    Dashboard.Source datasource,
    String editorMode,
    String expr,
    String format,
    boolean instant,
    boolean range,
    boolean exemplar,
    @Nullable String legendFormat,
    String refId) {
  /** A series over time; the legend may name labels as <code>{{label}}</code>. */
  static Query range(String expr, String legend) {
    return new Query(
        Dashboard.Source.CHOSEN, "code", expr, "time_series", false, true, false, legend, "A");
  }

  /** A value now. */
  static Query now(String expr, String legend) {
    return new Query(
        Dashboard.Source.CHOSEN, "code", expr, "time_series", true, false, false, legend, "A");
  }

  /** Rows of a table: the labels are columns, and the value is one. */
  static Query rows(String expr) {
    return new Query(Dashboard.Source.CHOSEN, "code", expr, "table", true, false, false, null, "A");
  }

  /** Buckets of a histogram over time. */
  static Query buckets(String expr) {
    return new Query(
        Dashboard.Source.CHOSEN, "code", expr, "heatmap", false, true, false, "{{le}}", "A");
  }

  Query withRefId(String id) {
    return new Query(
        datasource, editorMode, expr, format, instant, range, exemplar, legendFormat, id);
  }
}
