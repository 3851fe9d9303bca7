package dev.handshake.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/** One metric with a series per target, or several. */
record Family(Metric metric, Source source) {
  /** Gives the samples of one target; none where there is no data. */
  @FunctionalInterface
  interface Source {
    void samples(Row row, Sink sink);
  }

  /** Takes samples with the values of the labels that the metric declares, in that order. */
  @FunctionalInterface
  interface Sink {
    void add(double value, String... labels);
  }

  private record Sample(double value, Labels labels) {}

  static Family gauge(
      String name, List<String> labels, String meaning, String absence, Source source) {
    return new Family(new Metric(Metric.Kind.GAUGE, name, labels, meaning, absence), source);
  }

  static Family counter(
      String name, List<String> labels, String meaning, String absence, Source source) {
    return new Family(new Metric(Metric.Kind.COUNTER, name, labels, meaning, absence), source);
  }

  static Family info(
      String name, List<String> labels, String meaning, String absence, Source source) {
    return new Family(new Metric(Metric.Kind.INFO, name, labels, meaning, absence), source);
  }

  /**
   * What is told of these targets.
   *
   * @throws IllegalStateException if a sample has not as many labels as the metric declares
   */
  MetricSnapshot snapshot(List<Row> rows) {
    List<Sample> samples = new ArrayList<>(rows.size());
    for (Row row : rows) {
      source.samples(
          row, (value, more) -> samples.add(new Sample(value, row.with(metric.labels(), more))));
    }
    return switch (metric.kind()) {
      case GAUGE -> gauge(samples);
      case COUNTER -> counter(samples);
      case INFO -> info(samples);
      case HISTOGRAM -> throw new IllegalStateException(metric.name() + ": kept elsewhere");
    };
  }

  private MetricSnapshot gauge(List<Sample> samples) {
    return new GaugeSnapshot(
        metric.metadata(),
        samples.stream()
            .map(it -> new GaugeDataPointSnapshot(it.value(), it.labels(), null))
            .toList());
  }

  private MetricSnapshot counter(List<Sample> samples) {
    return new CounterSnapshot(
        metric.metadata(),
        samples.stream()
            .map(it -> new CounterDataPointSnapshot(it.value(), it.labels(), null, 0L))
            .toList());
  }

  private MetricSnapshot info(List<Sample> samples) {
    return new InfoSnapshot(
        metric.metadata(),
        samples.stream().map(it -> new InfoDataPointSnapshot(it.labels())).toList());
  }
}
