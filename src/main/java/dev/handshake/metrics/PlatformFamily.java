package dev.handshake.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One metric with series for what the platform tells of.
 *
 * @param <T> what the samples are made from
 */
record PlatformFamily<T>(Metric metric, Source<T> source) {
  /** Gives samples; none where there is no data. */
  @FunctionalInterface
  interface Source<T> {
    void samples(T state, Sink sink);
  }

  /** Takes samples with the values of the labels that the metric declares, in that order. */
  @FunctionalInterface
  interface Sink {
    void add(double value, String... labels);
  }

  /**
   * What is told now. Names come from strangers, who may give two things the same: of samples with
   * the same labels the first stands, since two of them would spoil the whole scrape.
   */
  MetricSnapshot snapshot(T state) {
    Map<Labels, Double> samples = new LinkedHashMap<>();
    source.samples(state, (value, texts) -> samples.putIfAbsent(labels(texts), value));
    return switch (metric.kind()) {
      case GAUGE ->
          new GaugeSnapshot(
              metric.metadata(),
              samples.entrySet().stream()
                  .map(it -> new GaugeDataPointSnapshot(it.getValue(), it.getKey(), null))
                  .toList());
      case COUNTER ->
          new CounterSnapshot(
              metric.metadata(),
              samples.entrySet().stream()
                  .map(it -> new CounterDataPointSnapshot(it.getValue(), it.getKey(), null, 0L))
                  .toList());
      case INFO ->
          new InfoSnapshot(
              metric.metadata(),
              samples.keySet().stream().map(InfoDataPointSnapshot::new).toList());
      case HISTOGRAM -> throw new IllegalStateException(metric.name() + ": kept elsewhere");
    };
  }

  private Labels labels(String... texts) {
    return Labels.of(metric.labels(), Stream.of(texts).map(Row::value).toList());
  }

  static List<String> labels(List<String> common, String... more) {
    return Stream.concat(common.stream(), Stream.of(more)).toList();
  }
}
