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
  private static final Path STATUS = Path.of("/proc/self/status");

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> families = new ArrayList<>();
    families.add(
        gauge(
            MetricNames.PROCESS_START_TIME,
            "When the process began, in seconds since 1970.",
            ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      families.add(
          CounterSnapshot.builder()
              .name(MetricNames.PROCESS_CPU.replace("_total", ""))
              .help("Processor time that the process has used, in seconds.")
              .dataPoint(
                  CounterSnapshot.CounterDataPointSnapshot.builder()
                      .value(system.getProcessCpuTime() / 1e9)
                      .build())
              .build());
      families.add(
          gauge(
              MetricNames.PROCESS_OPEN_FDS,
              "File descriptors in use.",
              (double) system.getOpenFileDescriptorCount()));
      families.add(
          gauge(
              MetricNames.PROCESS_MAX_FDS,
              "File descriptors that may be in use.",
              (double) system.getMaxFileDescriptorCount()));
    }
    residentBytes()
        .ifPresent(bytes ->
            families.add(
                gauge(
                    MetricNames.PROCESS_RESIDENT_MEMORY,
                    "Memory of the process that is in RAM, in bytes.",
                    (double) bytes)));
    return new MetricSnapshots(families);
  }

  @Override
  public List<String> getPrometheusNames() {
    return List.of(
        MetricNames.PROCESS_START_TIME,
        MetricNames.PROCESS_CPU.replace("_total", ""),
        MetricNames.PROCESS_OPEN_FDS,
        MetricNames.PROCESS_MAX_FDS,
        MetricNames.PROCESS_RESIDENT_MEMORY);
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
        .build();
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
