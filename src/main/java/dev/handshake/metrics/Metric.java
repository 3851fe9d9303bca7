package dev.handshake.metrics;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;
import java.util.Locale;

/**
 * What is promised of one metric: HELP, label names and the reference page are made of this.
 *
 * @param name as it stands in the text format, suffix included
 * @param labels beyond those that all series of a target bear
 * @param meaning one sentence, the HELP of the metric
 * @param absence when there is no series, as a part of a sentence
 */
record Metric(Kind kind, String name, List<String> labels, String meaning, String absence) {
  /** What Prometheus is told of a metric's kind. */
  enum Kind {
    GAUGE(""),
    COUNTER("_total"),
    INFO("_info"),
    HISTOGRAM("");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }

    /** The word of OpenMetrics; the older text format calls an info a gauge. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Metric {
    labels = List.copyOf(labels);
    if (!name.endsWith(kind.suffix)) {
      throw new IllegalArgumentException(
          "metric: " + name + " (expected: to end in " + kind.suffix + ")");
    }
  }

  static Metric gauge(String name, List<String> labels, String meaning, String absence) {
    return new Metric(Kind.GAUGE, name, labels, meaning, absence);
  }

  /** The name without the suffix of its kind, which the library adds itself. */
  String stem() {
    return name.substring(0, name.length() - kind.suffix.length());
  }

  MetricMetadata metadata() {
    return new MetricMetadata(stem(), meaning);
  }
}
