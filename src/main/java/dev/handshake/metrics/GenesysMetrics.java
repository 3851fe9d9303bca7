package dev.handshake.metrics;

import dev.handshake.genesys.GenesysState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/** What is told of the platform, as it is known at each scrape. */
public final class GenesysMetrics implements MultiCollector {
  static final List<Metric> ALL = GenesysFamilies.ALL.stream().map(PlatformFamily::metric).toList();

  private final Supplier<GenesysState> state;

  public GenesysMetrics(Supplier<GenesysState> state) {
    this.state = state;
  }

  @Override
  public MetricSnapshots collect() {
    GenesysState now = state.get();
    return new MetricSnapshots(
        GenesysFamilies.ALL.stream()
            .map(family -> family.snapshot(now))
            .filter(family -> !family.getDataPoints().isEmpty())
            .toArray(MetricSnapshot[]::new));
  }

  @Override
  public List<String> getPrometheusNames() {
    return ALL.stream().map(Metric::stem).toList();
  }
}
