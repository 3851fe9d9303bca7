package dev.handshake.metrics;

import dev.handshake.schedule.ScheduleListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ObjIntConsumer;

/** What is told of the agent itself. */
public final class AgentMetrics implements ScheduleListener {
  private final Gauge reloadSuccessful;
  private final Gauge reloadSuccessTime;
  private final PrometheusRegistry registry;
  private final Histogram lag;
  private final Counter notifications;

  private AgentMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    reloadSuccessful =
        Gauge.builder()
            .name(MetricNames.RELOAD_SUCCESSFUL)
            .help("Whether the configuration that was last read could be applied.")
            .register(registry);
    reloadSuccessTime =
        Gauge.builder()
            .name(MetricNames.RELOAD_SUCCESS_TIME)
            .help("When a configuration was last applied, in seconds since 1970.")
            .register(registry);
    lag =
        Histogram.builder()
            .name(MetricNames.SCHEDULE_LAG)
            .help("How long after it was due each probe began, in seconds.")
            .classicUpperBounds(.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .nativeInitialSchema(3)
            .nativeMaxNumberOfBuckets(100)
            .register(registry);
    notifications =
        Counter.builder()
            .name(MetricNames.NOTIFICATIONS)
            .help("How many notifications of breakers came to which end.")
            .labelNames("receiver", "outcome")
            .register(registry);
  }

  /**
   * Adds the agent's metrics to a registry.
   *
   * @param version of the agent
   * @param revision of its source
   */
  public static AgentMetrics register(
      PrometheusRegistry registry, String version, String revision) {
    Info.builder()
        .name(MetricNames.BUILD_INFO)
        .help("The agent that is running.")
        .labelNames("version", "revision", "javaversion")
        .register(registry)
        .setLabelValues(version, revision, System.getProperty("java.version"));
    return new AgentMetrics(registry);
  }

  /**
   * Adds what is counted at each scrape.
   *
   * @param targets how many are watched
   * @param inFlight how many probes are under way
   */
  public void watch(IntSupplier targets, IntSupplier inFlight) {
    callback(registry, MetricNames.TARGETS, "How many targets are watched.", targets);
    callback(registry, MetricNames.PROBES_IN_FLIGHT, "How many probes are under way.", inFlight);
  }

  /**
   * Adds what waits for receivers of notifications at each scrape.
   *
   * @param queued gives each receiver's number
   */
  public void watchNotifications(Consumer<ObjIntConsumer<String>> queued) {
    GaugeWithCallback.builder()
        .name(MetricNames.NOTIFICATIONS_QUEUED)
        .help("How many notifications a receiver has not got yet.")
        .labelNames("receiver")
        .callback(
            callback -> queued.accept((receiver, waiting) -> callback.call(waiting, receiver)))
        .register(registry);
  }

  /** Some notifications of a receiver came to an end; none, to begin at 0. */
  public void notified(String receiver, String outcome, int count) {
    notifications.labelValues(receiver, outcome).inc(count);
  }

  /** A configuration was applied. */
  public void reloaded(Instant when) {
    reloadSuccessful.set(1);
    reloadSuccessTime.set(ProbeFamilies.seconds(when));
  }

  /** A configuration was refused; the one before it stays. */
  public void reloadFailed() {
    reloadSuccessful.set(0);
  }

  @Override
  public void started(String task, Duration late) {
    lag.observe(ProbeFamilies.seconds(late));
  }

  private static void callback(
      PrometheusRegistry registry, String name, String help, IntSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsInt()))
        .register(registry);
  }
}
