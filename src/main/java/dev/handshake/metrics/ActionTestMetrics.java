package dev.handshake.metrics;

import static dev.handshake.metrics.ProbeFamilies.seconds;

import dev.handshake.genesys.ActionTestResult;
import dev.handshake.metrics.PlatformFamily.Sink;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** What came of the data actions that the platform was made to run. */
public final class ActionTestMetrics implements MultiCollector {
  private static final List<String> LABELS = List.of("organization", "region", "action");
  private static final String NEVER_RUN = "until the action was run for the first time";

  private static final List<PlatformFamily<Collection<ActionTestResult>>> FAMILIES =
      List.of(
          each(
              Metric.gauge(
                  MetricNames.ACTION_TEST_SUCCESS,
                  LABELS,
                  "Whether the last run of the data action by the platform succeeded.",
                  NEVER_RUN),
              (result, sink) -> sink.add(result.success() ? 1 : 0, labels(result))),
          each(
              Metric.gauge(
                  MetricNames.ACTION_TEST_DURATION,
                  LABELS,
                  "How long the last run of the data action took, its order and answer included.",
                  NEVER_RUN),
              (result, sink) -> sink.add(result.took().toNanos() / 1e9, labels(result))),
          each(
              Metric.gauge(
                  MetricNames.ACTION_TEST_LAST,
                  LABELS,
                  "When the last run of the data action began, in seconds since 1970.",
                  NEVER_RUN),
              (result, sink) -> sink.add(seconds(result.time()), labels(result))),
          each(
              new Metric(
                  Metric.Kind.INFO,
                  MetricNames.ACTION_TEST_FAILURE_INFO,
                  PlatformFamily.labels(LABELS, "step", "code"),
                  "Where the last run of the data action failed; step `api` where the platform did"
                      + " not take the order or nothing is known of the run.",
                  "unless it failed"),
              (result, sink) ->
                  result
                      .failure()
                      .ifPresent(failure ->
                          sink.add(
                              1,
                              result.organization(),
                              result.region(),
                              result.action(),
                              failure.step(),
                              failure.code()))));

  static final List<Metric> ALL = FAMILIES.stream().map(PlatformFamily::metric).toList();

  private final Supplier<? extends Collection<ActionTestResult>> results;

  public ActionTestMetrics(Supplier<? extends Collection<ActionTestResult>> results) {
    this.results = results;
  }

  /** Adds the sample of one result. */
  @FunctionalInterface
  private interface OfResult {
    void sample(ActionTestResult result, Sink sink);
  }

  private static PlatformFamily<Collection<ActionTestResult>> each(Metric metric, OfResult one) {
    return new PlatformFamily<>(
        metric, (results, sink) -> results.forEach(result -> one.sample(result, sink)));
  }

  private static String[] labels(ActionTestResult result) {
    return new String[] {result.organization(), result.region(), result.action()};
  }

  @Override
  public MetricSnapshots collect() {
    Collection<ActionTestResult> now = results.get();
    return new MetricSnapshots(
        FAMILIES.stream()
            .map(family -> family.snapshot(now))
            .filter(family -> !family.getDataPoints().isEmpty())
            .toArray(MetricSnapshot[]::new));
  }

  @Override
  public List<String> getPrometheusNames() {
    return ALL.stream().map(Metric::stem).toList();
  }
}
