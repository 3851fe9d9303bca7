package dev.handshake.metrics;

import dev.handshake.schedule.ScheduleListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;

/** What is told of the agent itself. */
public final class AgentMetrics implements ScheduleListener {
  static final Metric BUILD =
      new Metric(
          Metric.Kind.INFO,
          MetricNames.BUILD_INFO,
          List.of("version", "revision", "javaversion"),
          "The agent that is running.",
          "never");
  static final Metric RELOAD_SUCCESSFUL =
      Metric.gauge(
          MetricNames.RELOAD_SUCCESSFUL,
          List.of(),
          "Whether the configuration that was last read could be applied.",
          "never");
  static final Metric RELOAD_SUCCESS_TIME =
      Metric.gauge(
          MetricNames.RELOAD_SUCCESS_TIME,
          List.of(),
          "When a configuration was last applied, in seconds since 1970.",
          "never");
  static final Metric TARGETS =
      Metric.gauge(MetricNames.TARGETS, List.of(), "How many targets are watched.", "never");
  static final Metric PROBES_IN_FLIGHT =
      Metric.gauge(
          MetricNames.PROBES_IN_FLIGHT, List.of(), "How many probes are under way.", "never");
  static final Metric SCHEDULE_LAG =
      new Metric(
          Metric.Kind.HISTOGRAM,
          MetricNames.SCHEDULE_LAG,
          List.of("le"),
          "How long after it was due each probe began, in seconds.",
          "until the first probe");
  static final Metric DROPPED_PROBES =
      new Metric(
          Metric.Kind.COUNTER,
          MetricNames.DROPPED_PROBES,
          List.of(),
          "How many probes have no verdict, since their target had changed or gone when they ended.",
          "never");
  static final Metric LATE_PROBES =
      new Metric(
          Metric.Kind.COUNTER,
          MetricNames.LATE_PROBES,
          List.of(),
          "How many completed handshakes are not in `tls_handshake_duration_seconds`, since the"
              + " agent itself took too much of their time.",
          "never");
  static final Metric NOTIFICATIONS =
      new Metric(
          Metric.Kind.COUNTER,
          MetricNames.NOTIFICATIONS,
          List.of("receiver", "outcome"),
          "How many notifications of breakers came to which end.",
          "where `notify` names no receiver");
  static final Metric NOTIFICATIONS_QUEUED =
      Metric.gauge(
          MetricNames.NOTIFICATIONS_QUEUED,
          List.of("receiver"),
          "How many notifications a receiver has not got yet.",
          "where `notify` names no receiver");
  static final Metric SOURCE_UP =
      Metric.gauge(
          MetricNames.SOURCE_UP,
          List.of("source"),
          "Whether a source of targets answered when it was last asked.",
          "until the source was first asked");
  static final Metric SOURCE_LAST_SUCCESS =
      Metric.gauge(
          MetricNames.SOURCE_LAST_SUCCESS,
          List.of("source"),
          "When a source of targets last answered, in seconds since 1970: so old is its list.",
          "until the source first answered, and of `configuration`");
  static final List<Metric> ALL =
      List.of(
          BUILD,
          RELOAD_SUCCESSFUL,
          RELOAD_SUCCESS_TIME,
          TARGETS,
          PROBES_IN_FLIGHT,
          SCHEDULE_LAG,
          DROPPED_PROBES,
          LATE_PROBES,
          NOTIFICATIONS,
          NOTIFICATIONS_QUEUED,
          SOURCE_UP,
          SOURCE_LAST_SUCCESS);

  private final Gauge reloadSuccessful;
  private final Gauge reloadSuccessTime;
  private final PrometheusRegistry registry;
  private final Histogram lag;
  private final Counter notifications;

  private AgentMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    reloadSuccessful =
        Gauge.builder()
            .name(RELOAD_SUCCESSFUL.name())
            .help(RELOAD_SUCCESSFUL.meaning())
            .register(registry);
    reloadSuccessTime =
        Gauge.builder()
            .name(RELOAD_SUCCESS_TIME.name())
            .help(RELOAD_SUCCESS_TIME.meaning())
            .register(registry);
    lag =
        Histogram.builder()
            .name(SCHEDULE_LAG.name())
            .help(SCHEDULE_LAG.meaning())
            .classicUpperBounds(.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .nativeInitialSchema(3)
            .nativeMaxNumberOfBuckets(100)
            .register(registry);
    notifications =
        Counter.builder()
            .name(NOTIFICATIONS.name())
            .help(NOTIFICATIONS.meaning())
            .labelNames(NOTIFICATIONS.labels().toArray(String[]::new))
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
        .name(BUILD.name())
        .help(BUILD.meaning())
        .labelNames(BUILD.labels().toArray(String[]::new))
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
    callback(registry, TARGETS, targets);
    callback(registry, PROBES_IN_FLIGHT, inFlight);
  }

  /**
   * Adds what is not counted among durations, at each scrape.
   *
   * @param late how many completed handshakes that were
   */
  public void watchLate(LongSupplier late) {
    callback(registry, LATE_PROBES, late);
  }

  /**
   * Adds what has no verdict, at each scrape.
   *
   * @param dropped how many probes that were
   */
  public void watchDropped(LongSupplier dropped) {
    callback(registry, DROPPED_PROBES, dropped);
  }

  /**
   * Adds what waits for receivers of notifications at each scrape.
   *
   * @param queued gives each receiver's number
   */
  public void watchNotifications(Consumer<ObjIntConsumer<String>> queued) {
    GaugeWithCallback.builder()
        .name(NOTIFICATIONS_QUEUED.name())
        .help(NOTIFICATIONS_QUEUED.meaning())
        .labelNames(NOTIFICATIONS_QUEUED.labels().toArray(String[]::new))
        .callback(
            callback -> queued.accept((receiver, waiting) -> callback.call(waiting, receiver)))
        .register(registry);
  }

  /**
   * Adds what the sources of targets came to, at each scrape.
   *
   * @param health gives each source's 1 or 0
   * @param lastSuccesses gives when each last answered
   */
  public void watchSources(
      Consumer<ObjIntConsumer<String>> health,
      Consumer<BiConsumer<String, Instant>> lastSuccesses) {
    GaugeWithCallback.builder()
        .name(SOURCE_UP.name())
        .help(SOURCE_UP.meaning())
        .labelNames(SOURCE_UP.labels().toArray(String[]::new))
        .callback(callback -> health.accept((source, up) -> callback.call(up, source)))
        .register(registry);
    GaugeWithCallback.builder()
        .name(SOURCE_LAST_SUCCESS.name())
        .help(SOURCE_LAST_SUCCESS.meaning())
        .labelNames(SOURCE_LAST_SUCCESS.labels().toArray(String[]::new))
        .callback(callback ->
            lastSuccesses.accept(
                (source, when) -> callback.call(ProbeFamilies.seconds(when), source)))
        .register(registry);
  }

  /** Some notifications of a receiver came to an end; none, to begin at 0. */
  public void notified(String receiver, String outcome, int count) {
    notifications.labelValues(receiver, outcome).inc(count);
  }

  /** A receiver is no more: its series are gone at the next scrape. */
  public void receiverLeft(String receiver) {
    notifications.removeIf(labels -> labels.getFirst().equals(receiver));
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

  private static void callback(PrometheusRegistry registry, Metric metric, LongSupplier value) {
    CounterWithCallback.builder()
        .name(metric.name())
        .help(metric.meaning())
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  private static void callback(PrometheusRegistry registry, Metric metric, IntSupplier value) {
    GaugeWithCallback.builder()
        .name(metric.name())
        .help(metric.meaning())
        .callback(callback -> callback.call(value.getAsInt()))
        .register(registry);
  }
}
