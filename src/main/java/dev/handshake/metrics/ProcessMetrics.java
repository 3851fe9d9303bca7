package dev.handshake.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The process as every Prometheus client library tells of it. */
final class ProcessMetrics implements MultiCollector {
  static final Metric START_TIME =
      Metric.gauge(
          MetricNames.PROCESS_START_TIME,
          List.of(),
          "When the process began, in seconds since 1970.",
          "never");
  static final Metric CPU =
      new Metric(
          Metric.Kind.COUNTER,
          MetricNames.PROCESS_CPU,
          List.of(),
          "Processor time that the process has used, in seconds.",
          "on Windows");
  static final Metric OPEN_FDS =
      Metric.gauge(
          MetricNames.PROCESS_OPEN_FDS, List.of(), "File descriptors in use.", "on Windows");
  static final Metric MAX_FDS =
      Metric.gauge(
          MetricNames.PROCESS_MAX_FDS,
          List.of(),
          "File descriptors that may be in use.",
          "on Windows");
  static final Metric RESIDENT_MEMORY =
      Metric.gauge(
          MetricNames.PROCESS_RESIDENT_MEMORY,
          List.of(),
          "Memory of the process that is in RAM, in bytes.",
          "where the system is not Linux");
  static final List<Metric> ALL = List.of(START_TIME, CPU, OPEN_FDS, MAX_FDS, RESIDENT_MEMORY);

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> families = new ArrayList<>();
    families.add(gauge(START_TIME, ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      families.add(
          CounterSnapshot.builder()
              .name(CPU.stem())
              .help(CPU.meaning())
              .dataPoint(
                  CounterSnapshot.CounterDataPointSnapshot.builder()
                      .value(system.getProcessCpuTime() / 1e9)
                      .build())
              .build());
      openDescriptors(system).ifPresent(open -> families.add(gauge(OPEN_FDS, (double) open)));
      families.add(gauge(MAX_FDS, (double) system.getMaxFileDescriptorCount()));
    }
    residentBytes().ifPresent(bytes -> families.add(gauge(RESIDENT_MEMORY, (double) bytes)));
    return new MetricSnapshots(families);
  }

  @Override
  public List<String> getPrometheusNames() {
    return ALL.stream().map(Metric::stem).toList();
  }

  private static MetricSnapshot gauge(Metric metric, double value) {
    return GaugeSnapshot.builder()
        .name(metric.name())
        .help(metric.meaning())
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  /** All that there may be, where none is left to open the directory with that counts them. */
  private static OptionalLong openDescriptors(UnixOperatingSystemMXBean system) {
    try {
      return OptionalLong.of(system.getOpenFileDescriptorCount());
    } catch (InternalError noneLeft) {
      return Files.exists(DESCRIPTORS)
          ? OptionalLong.of(system.getMaxFileDescriptorCount())
          : OptionalLong.empty();
    }
  }

  /** Only Linux tells; elsewhere the series is absent. */
  private static OptionalLong residentBytes() {
    try {
      return Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException notLinux) {
      return OptionalLong.empty();
    }
  }
}
