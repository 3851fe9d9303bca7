package dev.handshake.grafana;

/**
 * Names of series that are not ours: of Prometheus itself, and of the Java machine by Micrometer.
 */
final class Scraped {
  static final String UP = "up";
  static final String SCRAPE_DURATION = "scrape_duration_seconds";
  static final String SCRAPE_SAMPLES = "scrape_samples_scraped";

  static final String HEAP_USED = "jvm_memory_used_bytes";
  static final String HEAP_MAX = "jvm_memory_max_bytes";
  static final String HEAP_AFTER_COLLECTION = "jvm_gc_live_data_size_bytes";
  static final String PAUSES = "jvm_gc_pause_seconds";
  static final String THREADS = "jvm_threads_live_threads";
  static final String CPUS = "system_cpus";

  private Scraped() {}
}
