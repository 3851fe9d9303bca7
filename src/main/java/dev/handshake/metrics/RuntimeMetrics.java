package dev.handshake.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What is told of the Java machine and of the process, by Micrometer's binders and our own. */
public final class RuntimeMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry meters;
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  private RuntimeMetrics(PrometheusRegistry registry) {
    meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
  }

  /** Adds these metrics to a registry. */
  public static RuntimeMetrics register(PrometheusRegistry registry) {
    RuntimeMetrics metrics = new RuntimeMetrics(registry);
    metrics.bind();
    registry.register(new ProcessMetrics());
    return metrics;
  }

  /** Stops listening to the garbage collector. */
  @Override
  public void close() {
    garbageCollection.close();
    meters.close();
  }

  /** What promtool's linter objects to is left out where we tell it better, or renamed. */
  private void bind() {
    meters
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
        .meterFilter(renamed("system.cpu.count", "system.cpus"));
    new ClassLoaderMetrics().bindTo(meters);
    new JvmInfoMetrics().bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    garbageCollection.bindTo(meters);
  }

  private static MeterFilter renamed(String from, String to) {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().equals(from) ? id.withName(to) : id;
      }
    };
  }
}
