package dev.handshake.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One metric as the reference page promises it; {@code type} is a word of OpenMetrics. */
public record PageRow(String name, String type, Set<String> labels, boolean ofTargets) {
  private static final Path PAGE = Path.of("docs", "metrics.md");
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `(\\w+)` \\| (gauge|counter|info|histogram|summary) \\| ([^|]*) \\| [^|]+ \\| [^|]+ \\|");
  private static final Pattern LABEL = Pattern.compile("`(\\w+)`");

  /** All rows of the committed page. */
  public static List<PageRow> all() {
    try {
      return Files.readAllLines(PAGE).stream()
          .map(ROW::matcher)
          .filter(matcher -> matcher.matches())
          .map(PageRow::of)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static PageRow of(MatchResult row) {
    Set<String> labels =
        LABEL.matcher(row.group(3)).results().map(it -> it.group(1)).collect(Collectors.toSet());
    boolean ofTargets =
        MetricPage.targets().stream().anyMatch(metric -> metric.name().equals(row.group(1)));
    return new PageRow(row.group(1), row.group(2), labels, ofTargets);
  }

  /** The type as a format says it. */
  public String type(boolean openMetrics) {
    return type.equals("info") && !openMetrics ? "gauge" : type;
  }

  /** The name behind TYPE, which in OpenMetrics bears no suffix of a counter or an info. */
  public String family(boolean openMetrics) {
    return openMetrics ? name.replaceFirst("(?:_total|_info)$", "") : name;
  }

  /** Whether a sample of this name belongs to it. */
  public boolean has(String sample) {
    return switch (type) {
      case "histogram" -> sample.matches(name + "_(?:bucket|sum|count)");
      case "summary" -> sample.matches(name + "_(?:sum|count)");
      default -> sample.equals(name);
    };
  }

  /** The labels of one of its samples; only buckets have bounds. */
  public Set<String> labels(String sample) {
    return sample.endsWith("_bucket") || !type.equals("histogram") ? labels : Set.of();
  }
}
