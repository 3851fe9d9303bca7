package dev.handshake.bench;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One answer of {@code /metrics} in the text format. */
record Scraped(String text) {
  private static final String LATENESS = "handshake_exporter_schedule_lag_seconds";

  /** The sums over all series of a family by their value of a label. */
  Map<String, Double> sums(String family, String label) {
    return samples(family)
        .collect(
            Collectors.groupingBy(
                line -> labelValue(line, label), Collectors.summingDouble(Scraped::value)));
  }

  /** The sum over all series of a family. */
  double sum(String family) {
    return samples(family).mapToDouble(Scraped::value).sum();
  }

  /** A quantile of how late the probes began that began between two scrapes, in seconds. */
  static double lateSeconds(double quantile, Scraped before, Scraped after) {
    return quantile(quantile, before.buckets(LATENESS), after.buckets(LATENESS));
  }

  /** Upper bound to count of what is at most that, of a classic histogram without other labels. */
  private NavigableMap<Double, Double> buckets(String histogram) {
    NavigableMap<Double, Double> buckets = new TreeMap<>();
    samples(histogram + "_bucket")
        .forEach(line -> {
          int start = line.indexOf("le=\"") + 4;
          String bound = line.substring(start, line.indexOf('"', start));
          buckets.put(
              bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
              value(line));
        });
    return buckets;
  }

  /**
   * A quantile of what a histogram gained between two scrapes, interpolated within its bucket as
   * Prometheus's {@code histogram_quantile} does; the highest finite bound where it lies above.
   */
  private static double quantile(
      double quantile, NavigableMap<Double, Double> before, NavigableMap<Double, Double> after) {
    double all = gained(before, after, Double.POSITIVE_INFINITY);
    double lower = 0;
    double below = 0;
    for (double bound : after.keySet()) {
      double upTo = gained(before, after, bound);
      if (upTo >= quantile * all) {
        return Double.isInfinite(bound)
            ? lower
            : lower + (bound - lower) * (quantile * all - below) / Math.max(1, upTo - below);
      }
      lower = bound;
      below = upTo;
    }
    throw new IllegalStateException("histogram: no bucket +Inf (expected: one)");
  }

  private static double gained(
      NavigableMap<Double, Double> before, NavigableMap<Double, Double> after, double bound) {
    return after.getOrDefault(bound, 0.0) - before.getOrDefault(bound, 0.0);
  }

  private Stream<String> samples(String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .filter(line -> line.startsWith("{", name.length()) || line.startsWith(" ", name.length()));
  }

  private static String labelValue(String line, String label) {
    int start = line.indexOf(label + "=\"") + label.length() + 2;
    return line.substring(start, line.indexOf('"', start));
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
