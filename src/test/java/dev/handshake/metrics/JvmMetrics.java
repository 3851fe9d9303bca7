package dev.handshake.metrics;

import java.util.List;

/** What Micrometer's binders tell of the Java virtual machine; a table. */
final class JvmMetrics {
  /** A row of the page; {@code type} is a word of OpenMetrics. */
  record Line(String name, String type, List<String> labels, String meaning, String absence) {}

  static final List<Line> ALL =
      List.of(
          new Line(
              "jvm_info",
              "info",
              List.of("runtime", "vendor", "version"),
              "The Java version.",
              "never"),
          new Line(
              "jvm_buffer_count_buffers", "gauge", List.of("id"), "Buffers in a pool.", "never"),
          new Line(
              "jvm_buffer_memory_used_bytes",
              "gauge",
              List.of("id"),
              "Memory that the buffers of a pool use.",
              "never"),
          new Line(
              "jvm_buffer_total_capacity_bytes",
              "gauge",
              List.of("id"),
              "Capacity of the buffers of a pool.",
              "never"),
          new Line(
              "jvm_classes_loaded_classes",
              "gauge",
              List.of(),
              "Classes that are loaded.",
              "never"),
          new Line(
              "jvm_classes_loaded_count_classes_total",
              "counter",
              List.of(),
              "Classes loaded so far.",
              "never"),
          new Line(
              "jvm_classes_unloaded_classes_total",
              "counter",
              List.of(),
              "Classes unloaded so far.",
              "never"),
          new Line(
              "jvm_gc_concurrent_phase_time_seconds",
              "summary",
              List.of("action", "cause", "gc"),
              "Time spent in concurrent phases of the collector.",
              "until the first such phase"),
          new Line(
              "jvm_gc_concurrent_phase_time_seconds_max",
              "gauge",
              List.of("action", "cause", "gc"),
              "The longest concurrent phase of late.",
              "until the first such phase"),
          new Line(
              "jvm_gc_live_data_size_bytes",
              "gauge",
              List.of(),
              "Long-lived heap after a collection.",
              "never"),
          new Line(
              "jvm_gc_max_data_size_bytes",
              "gauge",
              List.of(),
              "The most that the long-lived heap may grow to.",
              "never"),
          new Line(
              "jvm_gc_memory_allocated_bytes_total",
              "counter",
              List.of(),
              "Growth of the young heap between collections.",
              "never"),
          new Line(
              "jvm_gc_memory_promoted_bytes_total",
              "counter",
              List.of(),
              "Growth of the long-lived heap in collections.",
              "where the collector has no generations"),
          new Line(
              "jvm_gc_pause_seconds",
              "summary",
              List.of("action", "cause", "gc"),
              "Time spent in pauses of the collector.",
              "until the first pause"),
          new Line(
              "jvm_gc_pause_seconds_max",
              "gauge",
              List.of("action", "cause", "gc"),
              "The longest pause of late.",
              "until the first pause"),
          new Line(
              "jvm_memory_committed_bytes",
              "gauge",
              List.of("area", "id"),
              "Memory that is reserved.",
              "never"),
          new Line(
              "jvm_memory_max_bytes",
              "gauge",
              List.of("area", "id"),
              "The most that may be used; -1 where there is no limit.",
              "never"),
          new Line(
              "jvm_memory_used_bytes",
              "gauge",
              List.of("area", "id"),
              "Memory that is used.",
              "never"),
          new Line("jvm_threads_daemon_threads", "gauge", List.of(), "Daemon threads.", "never"),
          new Line("jvm_threads_live_threads", "gauge", List.of(), "Threads.", "never"),
          new Line(
              "jvm_threads_peak_threads", "gauge", List.of(), "The most threads so far.", "never"),
          new Line(
              "jvm_threads_started_threads_total",
              "counter",
              List.of(),
              "Threads started so far.",
              "never"),
          new Line(
              "jvm_threads_states_threads",
              "gauge",
              List.of("state"),
              "Threads by state.",
              "never"),
          new Line(
              "process_cpu_usage",
              "gauge",
              List.of(),
              "The share of all processors that the process used of late.",
              "never"),
          new Line(
              "system_cpu_usage",
              "gauge",
              List.of(),
              "The share of all processors that the machine used of late.",
              "never"),
          new Line(
              "system_cpus", "gauge", List.of(), "Processors that the process may use.", "never"),
          new Line(
              "system_load_average_1m",
              "gauge",
              List.of(),
              "Runnable threads of the machine, over a minute.",
              "on Windows"));

  private JvmMetrics() {}
}
