package dev.handshake.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scrape costs in each format.
 *
 * @param series how many there are, all told
 * @param seriesOfTarget how many of them each target has on average
 */
record Formats(long series, double seriesOfTarget, List<Cost> costs) {
  private static final int TIMES = 3;

  /**
   * Of one format.
   *
   * @param cpuSeconds of the agent meanwhile, its schedule included
   */
  record Cost(
      Scraper.Format format,
      Scraper.Encoding encoding,
      long bytes,
      Figure seconds,
      Figure cpuSeconds) {}

  Formats {
    costs = List.copyOf(costs);
  }

  static Formats measure(AgentProcess agent, Fleet fleet) {
    long series = Scraper.series(agent.http(), "");
    long ofTargets = Scraper.series(agent.http(), "target=\"");
    List<Cost> costs = new ArrayList<>();
    for (Scraper.Format format : Scraper.Format.values()) {
      for (Scraper.Encoding encoding : Scraper.Encoding.values()) {
        costs.add(cost(agent, format, encoding));
      }
    }
    return new Formats(series, (double) ofTargets / fleet.size(), costs);
  }

  private static Cost cost(AgentProcess agent, Scraper.Format format, Scraper.Encoding encoding) {
    List<Double> seconds = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    long bytes = 0;
    for (int time = 0; time < TIMES; time++) {
      Stretch stretch = new Stretch(agent.usage());
      Scraper.Scrape scrape = stretch.during(() -> Scraper.scrape(agent.http(), format, encoding));
      seconds.add(scrape.seconds());
      cpu.add(stretch.cpuSeconds());
      bytes = scrape.bytes();
    }
    return new Cost(format, encoding, bytes, Figure.of(seconds), Figure.of(cpu));
  }

  double secondsFor100k(Cost cost) {
    return cost.seconds().median() * 100_000 / series;
  }

  double slowestFor100k() {
    return costs.stream().mapToDouble(this::secondsFor100k).max().orElseThrow();
  }

  Table table() {
    Table table =
        new Table("format", "encoding", "MB", "seconds", "CPU seconds", "seconds for 100,000");
    for (Cost cost : costs) {
      table.row(
          cost.format().word(),
          cost.encoding().word(),
          "%.1f".formatted(cost.bytes() / 1e6),
          cost.seconds().text(2),
          cost.cpuSeconds().text(2),
          "%.3f".formatted(secondsFor100k(cost)));
    }
    return table;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("series", series);
    json.put("series_of_each_target", seriesOfTarget);
    json.put("formats", costs.stream().map(this::json).toList());
    return json;
  }

  private Map<String, Object> json(Cost cost) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", cost.format().word());
    json.put("encoding", cost.encoding().word());
    json.put("bytes", cost.bytes());
    json.put("seconds", cost.seconds());
    json.put("cpu_seconds", cost.cpuSeconds());
    json.put("seconds_for_100000_series", secondsFor100k(cost));
    return json;
  }
}
