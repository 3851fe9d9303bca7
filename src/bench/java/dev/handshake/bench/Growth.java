package dev.handshake.bench;

import dev.handshake.target.TlsVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the agent grows with its targets, each number in an agent of its own. The largest has a
 * longer interval and more heap than is advised: nginx shares the cores, and what is compared is
 * what a target takes.
 */
final class Growth {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int ASKED = 4_000;
  private static final List<Step> STEPS =
      List.of(
          new Step(100, Duration.ofSeconds(30), 256),
          new Step(1_000, Duration.ofSeconds(30), 256),
          new Step(10_000, Duration.ofSeconds(30), 256),
          new Step(50_000, Duration.ofMinutes(5), 1024));

  private final Plan plan;
  private final Gateway gateway;
  private final Table table =
      new Table(
          "targets",
          "every s",
          "seconds of the first round",
          "probes a second",
          "CPU of a core",
          "lateness ms p50 / p99 / most",
          "heap at most MB",
          "RSS MB",
          "after scrapes",
          "scrape seconds",
          "scrape MB",
          "probes that failed");
  private final List<Map<String, Object>> json = new ArrayList<>();

  private Growth(Plan plan, Gateway gateway) {
    this.plan = plan;
    this.gateway = gateway;
  }

  /**
   * One number of targets.
   *
   * @param heapMegabytes the most that the agent's heap may grow to
   */
  private record Step(int targets, Duration interval, int heapMegabytes) {}

  static Section measure(Plan plan) {
    Path directory = plan.directory(Part.GROWTH);
    try (Gateway gateway = Gateway.open(directory.resolve("gateway"), Keys.P_256, Instant.now())) {
      return new Growth(plan, gateway).run();
    }
  }

  private Section run() {
    STEPS.stream()
        .filter(step -> step.targets() <= plan.number(Option.GROWTH_MOST))
        .forEach(this::measure);
    return new Section(
        Part.GROWTH.word(),
        "From a hundred targets to fifty thousand",
        """
        %d s after the first round of probes, without scrapes; then two scrapes (OpenMetrics, not
        compressed), the second of which is told.

        %s\
        """
            .formatted(plan.number(Option.GROWTH_SECONDS), table.text()),
        Map.of("steps", json),
        List.of());
  }

  private void measure(Step step) {
    Fleet fleet = Fleet.at(gateway.port(TlsVersion.TLS_1_3), step.targets(), step.interval());
    Path directory = plan.directory(Part.GROWTH);
    long from = gateway.mark();
    Instant start = Instant.now();
    try (AgentProcess agent =
        AgentProcess.start(plan.withHeap(step.heapMegabytes()), directory, gateway, fleet)) {
      double firstRound = awaitFirstRound(step, from, start);
      long begun = gateway.mark();
      Stretch stretch = new Stretch(agent.usage());
      stretch.pause(plan.seconds(Option.GROWTH_SECONDS));
      long probes = gateway.confirmed(TlsVersion.TLS_1_3, begun, gateway.mark());
      double resident = agent.usage().resident() / 1e6;
      scrape(agent);
      Scraper.Scrape scrape = scrape(agent);
      double scraped = agent.usage().resident() / 1e6;
      Quantiles late = Starts.ask(agent.http(), fleet, ASKED).lateMillis(stretch.spans());
      Map<String, Double> failed = agent.scrape().sums("tls_probe_failures_total", "reason");
      table.row(
          Integer.toString(step.targets()),
          Long.toString(step.interval().toSeconds()),
          "%.0f".formatted(firstRound),
          "%.1f".formatted(probes / stretch.seconds()),
          "%.3f".formatted(stretch.shareOfCore()),
          late.text(0),
          Integer.toString(step.heapMegabytes()),
          "%.0f".formatted(resident),
          "%.0f".formatted(scraped),
          "%.2f".formatted(scrape.seconds()),
          "%.1f".formatted(scrape.bytes() / 1e6),
          failed.isEmpty() ? "none" : failed.toString());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("targets", step.targets());
      one.put("interval_seconds", step.interval().toSeconds());
      one.put("first_round_seconds", firstRound);
      one.put("probes_per_second", probes / stretch.seconds());
      one.put("cpu_share", stretch.shareOfCore());
      one.put("lateness_milliseconds", late.json());
      one.put("heap_at_most_megabytes", step.heapMegabytes());
      one.put("resident_megabytes", resident);
      one.put("resident_megabytes_after_scrapes", scraped);
      one.put("scrape_seconds", scrape.seconds());
      one.put("scrape_bytes", scrape.bytes());
      one.put("failures", failed);
      json.add(one);
      System.out.println("  " + one);
    }
  }

  /** How many seconds it took from the start of the process; infinite where it took too long. */
  private double awaitFirstRound(Step step, long from, Instant start) {
    Instant end = start.plus(PATIENCE);
    long confirmed = 0;
    long read = from;
    while (confirmed < step.targets()) {
      if (Instant.now().isAfter(end)) {
        return Double.POSITIVE_INFINITY;
      }
      Pause.of(AGAIN);
      long mark = gateway.mark();
      confirmed += gateway.confirmed(TlsVersion.TLS_1_3, read, mark);
      read = mark;
    }
    return Duration.between(start, Instant.now()).toNanos() / 1e9;
  }

  private static Scraper.Scrape scrape(AgentProcess agent) {
    return Scraper.scrape(agent.http(), Scraper.Format.OPEN_METRICS, Scraper.Encoding.IDENTITY);
  }
}
