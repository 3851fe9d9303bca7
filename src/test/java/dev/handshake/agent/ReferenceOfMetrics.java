package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.metrics.Cardinality;
import dev.handshake.metrics.MetricNames;
import dev.handshake.metrics.PageRow;
import dev.handshake.report.ReportStore;
import dev.handshake.report.TargetState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares what an agent serves with the committed reference of metrics. */
final class ReferenceOfMetrics {
  /** Rows that the lab need not show, and why; ExpositionTest and ChangesTest show ours. */
  private static final Map<String, String> UNSEEN =
      Map.ofEntries(
          Map.entry(
              MetricNames.REVOCATION_STATUS_INFO, "no server of the lab staples an OCSP answer"),
          Map.entry(MetricNames.SOURCE_LAST_SUCCESS, "the lab has no files or URLs of targets"),
          Map.entry(MetricNames.NOTIFICATIONS, "the lab notifies nobody"),
          Map.entry(MetricNames.NOTIFICATIONS_QUEUED, "the lab notifies nobody"),
          Map.entry(MetricNames.PROBE_LATENCY_BUDGET, "no target of the lab has a budget"),
          Map.entry(
              MetricNames.CERTIFICATE_LAST_CHANGE, "the lab's servers keep their certificates"),
          Map.entry(MetricNames.CONNECTION_LAST_CHANGE, "the lab's servers keep their ways"),
          Map.entry("jvm_gc_pause_seconds", "no collection may have been needed"),
          Map.entry("jvm_gc_pause_seconds_max", "no collection may have been needed"),
          Map.entry("jvm_gc_concurrent_phase_time_seconds", "the collector may have no such phase"),
          Map.entry(
              "jvm_gc_concurrent_phase_time_seconds_max", "the collector may have no such phase"));

  /** What the platform says is shown by GenesysMetricsTest, state for state. */
  private static final String PLATFORM = "genesys_";

  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

  private final Surface surface;
  private final ReportStore store;
  private final List<PageRow> page =
      PageRow.all().stream().filter(row -> !row.name().startsWith("probe_")).toList();

  ReferenceOfMetrics(Surface surface, ReportStore store) {
    this.surface = surface;
    this.store = store;
  }

  void assertTypes(boolean openMetrics) {
    Map<String, String> promised =
        page.stream()
            .collect(Collectors.toMap(it -> it.family(openMetrics), it -> it.type(openMetrics)));
    Map<String, String> scraped = new TreeMap<>();
    for (String line : scrape(openMetrics).split("\n")) {
      Matcher type = TYPE.matcher(line);
      if (type.matches()) {
        scraped.put(type.group(1), type.group(2));
      }
    }
    assertThat(scraped).isNotEmpty();
    assertThat(promised).containsAllEntriesOf(scraped);
  }

  void assertLabels(boolean openMetrics) {
    Map<String, Set<String>> ofTargets =
        store.targets().stream()
            .map(TargetState::target)
            .collect(
                Collectors.toMap(it -> it.name(), it -> it.labels().keySet(), (one, _) -> one));
    for (Sample sample : samples(openMetrics)) {
      PageRow row = row(sample);
      Set<String> expected = new HashSet<>(row.labels(sample.name()));
      if (row.ofTargets()) {
        expected.add("target");
        expected.addAll(ofTargets.getOrDefault(sample.label("target"), Set.of()));
      }
      assertThat(sample.labels().keySet()).as(sample.name()).isEqualTo(expected);
    }
  }

  void assertAllSeen() {
    Set<String> missing = page.stream().map(PageRow::name).collect(Collectors.toSet());
    samples(false).forEach(sample -> missing.remove(row(sample).name()));
    missing.removeAll(UNSEEN.keySet());
    missing.removeIf(name -> name.startsWith(PLATFORM));
    assertThat(missing).as("rows of the page that nobody scraped").isEmpty();
  }

  /**
   * Counts the series of those targets whose state does not change meanwhile.
   *
   * @return the names of the targets that were compared
   */
  Set<String> assertCounts() {
    Map<String, TargetState> before = states();
    List<Sample> samples = samples(false);
    Map<String, TargetState> after = states();
    Set<String> compared = new TreeSet<>();
    before.forEach((name, state) -> {
      if (state.equals(after.get(name))) {
        assertCount(state, samples);
        compared.add(name);
      }
    });
    return compared;
  }

  private static void assertCount(TargetState state, List<Sample> samples) {
    Map<String, String> label = Map.of("target", state.target().name());
    List<Sample> own = samples.stream().filter(it -> it.has(label)).toList();
    long histogram =
        own.stream().filter(it -> it.name().startsWith(MetricNames.HANDSHAKE_DURATION)).count();
    assertThat(own.size() - histogram)
        .as(state.target().name())
        .isEqualTo(Cardinality.of(state))
        .isBetween((long) Cardinality.least(), (long) Cardinality.most() - Cardinality.HISTOGRAM);
    assertThat(histogram).as(state.target().name()).isIn(0L, (long) Cardinality.HISTOGRAM);
  }

  private Map<String, TargetState> states() {
    return store.targets().stream()
        .collect(Collectors.toMap(it -> it.target().name(), it -> it, (one, _) -> one));
  }

  private PageRow row(Sample sample) {
    return page.stream()
        .filter(it -> it.has(sample.name()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not on the page: " + sample));
  }

  private List<Sample> samples(boolean openMetrics) {
    return Sample.parse(
        scrape(openMetrics)
            .lines()
            .filter(line -> !line.startsWith("# UNIT") && !line.equals("# EOF"))
            .collect(Collectors.joining("\n")));
  }

  private String scrape(boolean openMetrics) {
    return openMetrics
        ? surface.body("/metrics", "Accept", "application/openmetrics-text; version=1.0.0")
        : surface.body("/metrics");
  }
}
