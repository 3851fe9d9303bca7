package dev.handshake.soak;

import dev.handshake.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verdicts that were booked, over the lives of all targets: what a removed target had counted is
 * kept.
 */
final class Ledger {
  /** Verdicts, and probes that have none since their target had changed when they ended. */
  private static final Set<String> COUNTED =
      Set.of("tls_probes_total", "handshake_exporter_dropped_probes_total");

  private final Map<Map<String, String>, Double> seen = new HashMap<>();
  private double gone;

  /** Reads a scrape, and gives the verdicts so far: success, failure, skipped and dropped. */
  long booked(List<Sample> scrape) {
    Map<Map<String, String>, Double> now = new HashMap<>();
    for (Sample sample : scrape) {
      if (COUNTED.contains(sample.name())) {
        now.put(sample.labels(), sample.value());
      }
    }
    seen.forEach((series, value) -> {
      if (now.getOrDefault(series, 0.0) < value) {
        gone += value;
      }
    });
    seen.clear();
    seen.putAll(now);
    return Math.round(gone + now.values().stream().mapToDouble(Double::doubleValue).sum());
  }
}
