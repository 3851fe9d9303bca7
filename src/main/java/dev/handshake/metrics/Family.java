package dev.handshake.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * One metric with a series per target, or several.
 *
 * @param name as it stands in the text format, suffix included
 */
record Family(Kind kind, String name, String help, Source source) {
  /** What Prometheus is told of a metric's kind. */
  enum Kind {
    GAUGE,
    COUNTER,
    INFO
  }

  /** Gives the samples of one target; none where there is no data. */
  @FunctionalInterface
  interface Source {
    void samples(Row row, Sink sink);
  }

  /** Takes samples; labels are names and values in turn, beyond those of the target. */
  @FunctionalInterface
  interface Sink {
    void add(double value, String... labels);
  }

  private record Sample(double value, Labels labels) {}

  static Family gauge(String name, String help, Source source) {
    return new Family(Kind.GAUGE, name, help, source);
  }

  static Family counter(String name, String help, Source source) {
    return new Family(Kind.COUNTER, name, help, source);
  }

  static Family info(String name, String help, Source source) {
    return new Family(Kind.INFO, name, help, source);
  }

  MetricSnapshot snapshot(List<Row> rows) {
    List<Sample> samples = new ArrayList<>(rows.size());
    for (Row row : rows) {
      source.samples(row, (value, more) -> samples.add(new Sample(value, row.with(more))));
    }
    return switch (kind) {
      case GAUGE -> gauge(samples);
      case COUNTER -> counter(samples);
      case INFO -> info(samples);
    };
  }

  private MetricSnapshot gauge(List<Sample> samples) {
    return new GaugeSnapshot(
        metadata(""),
        samples.stream()
            .map(it -> new GaugeDataPointSnapshot(it.value(), it.labels(), null))
            .toList());
  }

  private MetricSnapshot counter(List<Sample> samples) {
    return new CounterSnapshot(
        metadata("_total"),
        samples.stream()
            .map(it -> new CounterDataPointSnapshot(it.value(), it.labels(), null, 0L))
            .toList());
  }

  private MetricSnapshot info(List<Sample> samples) {
    return new InfoSnapshot(
        metadata("_info"),
        samples.stream().map(it -> new InfoDataPointSnapshot(it.labels())).toList());
  }

  /** The library adds the suffix of a kind itself. */
  private MetricMetadata metadata(String suffix) {
    if (!name.endsWith(suffix)) {
      throw new IllegalStateException("metric: " + name + " (expected: to end in " + suffix + ")");
    }
    return new MetricMetadata(name.substring(0, name.length() - suffix.length()), help);
  }
}
