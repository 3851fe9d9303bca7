package dev.handshake.metrics;

import java.nio.charset.StandardCharsets;

/** What the two text formats say differently: the lines before a family's samples. */
enum TextFormat {
  /** Version 0.0.4 of the Prometheus text format. */
  PROMETHEUS {
    @Override
    String head(Metric metric) {
      return "# HELP %s %s\n# TYPE %s %s\n"
          .formatted(
              metric.name(),
              metric.meaning().replace("\\", "\\\\").replace("\n", "\\n"),
              metric.name(),
              metric.kind() == Metric.Kind.INFO ? Metric.Kind.GAUGE.word() : metric.kind().word());
    }
  },
  /** OpenMetrics 1.0. */
  OPEN_METRICS {
    @Override
    String head(Metric metric) {
      return "# TYPE %s %s\n# HELP %s %s\n"
          .formatted(
              metric.stem(),
              metric.kind().word(),
              metric.stem(),
              new String(
                  new TextBytes(64).escaped(metric.meaning()).copy(), StandardCharsets.UTF_8));
    }
  };

  abstract String head(Metric metric);
}
