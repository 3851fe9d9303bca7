package dev.handshake.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What all of many values are at most, and what most of them are. */
final class Quantiles {
  private final double[] sorted;

  private Quantiles(double[] sorted) {
    this.sorted = sorted;
  }

  static Quantiles of(Collection<Double> values) {
    return new Quantiles(values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  /** The least value that this share of all does not exceed; NaN where there is none. */
  double at(double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  int count() {
    return sorted.length;
  }

  /** As "p50 / p99 / most" with so many decimals; a dash where there is none. */
  String text(int decimals) {
    if (sorted.length == 0) {
      return "-";
    }
    String number = "%." + decimals + "f";
    return String.join(" / ", number, number, number).formatted(at(0.5), at(0.99), at(1));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", sorted.length);
    if (sorted.length > 0) {
      json.put("p50", at(0.5));
      json.put("p90", at(0.9));
      json.put("p99", at(0.99));
      json.put("max", at(1));
    }
    return json;
  }
}
