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
 * The load that the agent is made for: ten thousand targets every 30 s, all metrics scraped every
 * 15 s. Stretches of time without scrapes and with them take turns, so that what a scrape does to
 * the schedule can be told; how late each probe was is read afterwards from the targets' histories.
 * What a scrape costs in each format is measured at the end, while the schedule goes on.
 */
final class Scale {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(15);

  private final Plan plan;
  private final Gateway gateway;
  private final Fleet fleet;
  private final AgentProcess agent;
  private final Stretch quiet;
  private final Stretch scraped;
  private final Stretch scraping;
  private final List<Double> scrapeSeconds = new ArrayList<>();

  private Scale(Plan plan, Gateway gateway, Fleet fleet, AgentProcess agent) {
    this.plan = plan;
    this.gateway = gateway;
    this.fleet = fleet;
    this.agent = agent;
    this.quiet = new Stretch(agent.usage());
    this.scraped = new Stretch(agent.usage());
    this.scraping = new Stretch(agent.usage());
  }

  static Section measure(Plan plan) {
    Path directory = plan.directory(Part.SCALE);
    try (Gateway gateway = Gateway.open(directory.resolve("gateway"), Keys.P_256, Instant.now())) {
      Fleet fleet =
          Fleet.at(gateway.port(TlsVersion.TLS_1_3), plan.number(Option.SCALE_TARGETS), INTERVAL);
      try (AgentProcess agent = AgentProcess.start(plan, directory, gateway, fleet)) {
        return new Scale(plan, gateway, fleet, agent).run();
      }
    }
  }

  private Section run() {
    Pause.of(plan.seconds(Option.SCALE_WARMUP));
    Collections collectedBefore = agent.collections();
    long from = gateway.mark();
    int turns = plan.number(Option.SCALE_TURNS);
    for (int turn = 1; turn <= turns; turn++) {
      quiet.pause(plan.seconds(Option.SCALE_QUIET));
      scrapeSeconds.addAll(
          scraped.during(() -> scrapeFor(plan.seconds(Option.SCALE_SCRAPED).dividedBy(turns))));
      System.out.printf(
          "turn %d of %d: %.3f of a core without scrapes, %.3f with; RSS %.0f MB%n",
          turn, turns, quiet.shareOfCore(), scraped.shareOfCore(), megabytes());
    }
    double resident = megabytes();
    Collections collected = agent.collections().since(collectedBefore);
    double rate =
        gateway.confirmed(TlsVersion.TLS_1_3, from, gateway.mark())
            / (quiet.seconds() + scraped.seconds());
    Starts starts = Starts.ask(agent.http(), fleet, fleet.size());
    Scraped last = agent.scrape();
    return section(rate, resident, collected, starts, last, Formats.measure(agent, fleet));
  }

  /** Scrapes at fixed times, however long a scrape takes; answers how long each took. */
  private List<Double> scrapeFor(Duration time) {
    List<Double> seconds = new ArrayList<>();
    Instant end = Instant.now().plus(time);
    for (Instant next = Instant.now(); next.isBefore(end); next = next.plus(SCRAPE_INTERVAL)) {
      Pause.until(next);
      seconds.add(scraping.during(this::scrape).seconds());
    }
    Pause.until(end);
    return seconds;
  }

  private Scraper.Scrape scrape() {
    return Scraper.scrape(agent.http(), Scraper.Format.OPEN_METRICS, Scraper.Encoding.GZIP);
  }

  private double megabytes() {
    return agent.usage().resident() / 1e6;
  }

  private Section section(
      double rate,
      double resident,
      Collections collected,
      Starts starts,
      Scraped last,
      Formats formats) {
    Quantiles lateQuiet = starts.lateMillis(quiet.spans());
    Quantiles lateScraped = starts.lateMillis(scraped.spans());
    Quantiles lateScraping = starts.lateMillis(scraping.spans());
    Map<String, Double> failed = last.sums("tls_probe_failures_total", "reason");
    Table table = new Table("figure", "value");
    table.row("targets, interval", "%d, %d s".formatted(fleet.size(), INTERVAL.toSeconds()));
    table.row("confirmed handshakes a second", "%.1f".formatted(rate));
    table.row("probes that failed", failed.isEmpty() ? "none" : failed.toString());
    table.row("CPU, without scrapes", "%.3f of a core".formatted(quiet.shareOfCore()));
    table.row("CPU, with scrapes", "%.3f of a core".formatted(scraped.shareOfCore()));
    table.row("scrapes (OpenMetrics, gzip)", Integer.toString(scrapeSeconds.size()));
    table.row("scrape seconds, p50 / p99 / longest", Quantiles.of(scrapeSeconds).text(2));
    table.row("RSS after them", "%.0f MB".formatted(resident));
    table.row("pauses of the collector", collected.text());
    table.row("lateness ms without scrapes, p50 / p99 / most", lateQuiet.text(0));
    table.row("lateness ms with scrapes, p50 / p99 / most", lateScraped.text(0));
    table.row("lateness ms during a scrape, p50 / p99 / most", lateScraping.text(0));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("targets", fleet.size());
    json.put("interval_seconds", INTERVAL.toSeconds());
    json.put("handshakes_per_second", rate);
    json.put("failures", failed);
    json.put("cpu_share_without_scrapes", quiet.shareOfCore());
    json.put("cpu_share_with_scrapes", scraped.shareOfCore());
    json.put("scrape_seconds", Quantiles.of(scrapeSeconds).json());
    json.put("resident_megabytes", resident);
    json.put("collections", collected.json());
    json.put("lateness_milliseconds_without_scrapes", lateQuiet.json());
    json.put("lateness_milliseconds_with_scrapes", lateScraped.json());
    json.put("lateness_milliseconds_during_a_scrape", lateScraping.json());
    json.put("scrapes", formats.json());
    return new Section(
        Part.SCALE.word(),
        "%,d targets every %d s".formatted(fleet.size(), INTERVAL.toSeconds()),
        """
        TLS 1.3, P-256 on both sides, one nginx. After %d s to warm up, %d times %d s without scrapes
        and %d s with one every %d s; lateness is that of all probes, from the targets' histories.

        %s
        Scrapes in each format, while the schedule goes on (%d series, %.2f for each target):

        %s\
        """
            .formatted(
                plan.number(Option.SCALE_WARMUP),
                plan.number(Option.SCALE_TURNS),
                plan.number(Option.SCALE_QUIET),
                plan.number(Option.SCALE_SCRAPED) / plan.number(Option.SCALE_TURNS),
                SCRAPE_INTERVAL.toSeconds(),
                table.text(),
                formats.series(),
                formats.seriesOfTarget(),
                formats.table().text()),
        json,
        List.of(
            new Bar(
                "CPU at %,d targets every 30 s, scraped".formatted(fleet.size()),
                scraped.shareOfCore(),
                0.5,
                "core"),
            new Bar("RSS after scrapes at that load", resident, 500, "MB"),
            new Bar("lateness p99 at that load, scraped", lateScraped.at(0.99), 50, "ms"),
            new Bar(
                "lateness p99 with scrapes, less that without",
                lateScraped.at(0.99) - lateQuiet.at(0.99),
                20,
                "ms"),
            new Bar(
                "`/metrics` for 100,000 series, slowest format",
                formats.slowestFor100k(),
                0.25,
                "s")));
  }
}
