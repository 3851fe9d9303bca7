package dev.handshake.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.target.TlsVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The times that the agent reports beside those of a packet capture, on a quiet and on a busy
 * machine, with scrapes and without. The servers are nginx's, whose own latency grows with load.
 */
final class Honesty {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TlsVersion VERSION = TlsVersion.TLS_1_3;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** So many probes a second at first, to learn what one costs. */
  private static final int TRIAL = 150;

  /** How often a rate is tried until the machine is as busy as wanted. */
  private static final int MOST_TRIALS = 3;

  /** How many percent a load may lie beside the one wanted. */
  private static final double CLOSE = 5;

  /** A report and a connection are the same where its SYN left within this after its start. */
  private static final long JOIN_NANOS = Duration.ofSeconds(2).toNanos();

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MOST_CONNECT_ERROR = 0.5;
  private static final double MOST_HELLO_ERROR = 1;
  private static final int BUSY = 80;

  private final Plan plan;
  private final Gateway gateway;

  private Honesty(Plan plan, Gateway gateway) {
    this.plan = plan;
    this.gateway = gateway;
  }

  /** What a report says of one probe: times in nanoseconds. */
  private record Reported(int port, long time, long connect, long hello, boolean late) {}

  /** One probe as reported and as captured. */
  private record Pair(Reported reported, Capture.Seen seen) {
    double connectError() {
      return Math.abs(reported.connect - seen.connect()) / NANOS_PER_MILLI;
    }

    double helloError() {
      return Math.abs(reported.hello - seen.hello()) / NANOS_PER_MILLI;
    }
  }

  /** All probes that were looked at in one cell of the table. */
  private record Cell(int wanted, boolean scraped, double load, int rate, List<Pair> pairs) {
    /** The 50th, 90th and 99th percentile, and the most. */
    double[] quantiles(ToDoubleFunction<Pair> what) {
      double[] sorted = pairs.stream().mapToDouble(what).sorted().toArray();
      return Arrays.stream(new double[] {.5, .9, .99, 1})
          .map(share -> sorted[(int) Math.min(sorted.length - 1, share * sorted.length)])
          .toArray();
    }

    double late() {
      return (double) pairs.stream().filter(pair -> pair.reported.late).count() / pairs.size();
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("load_wanted_percent", wanted);
      json.put("load_percent", 100 * load);
      json.put("scraped", scraped);
      json.put("handshakes_per_second", rate);
      json.put("samples", pairs.size());
      json.put("late_share", late());
      json.put("connect_error_ms", quantiles(Pair::connectError));
      json.put("server_hello_error_ms", quantiles(Pair::helloError));
      json.put("server_hello_ms", quantiles(pair -> pair.seen.hello() / NANOS_PER_MILLI));
      return json;
    }
  }

  static Section measure(Plan plan) {
    try (Gateway gateway =
        Gateway.open(plan.directory(Part.HONESTY).resolve("gateway"), Keys.P_256, Instant.now())) {
      return new Honesty(plan, gateway).measure();
    }
  }

  private Section measure() {
    Path trial = plan.directory(Part.HONESTY).resolve("trial.pcap");
    Optional<Capture> permitted = Capture.begin(trial, gateway.port(VERSION));
    if (permitted.isEmpty()) {
      String why = "Skipped: tcpdump is not installed, or capturing is not permitted.";
      return section(why, Map.of("skipped", why), List.of());
    }
    permitted.get().close();
    List<Cell> cells = new ArrayList<>();
    int rate = TRIAL;
    for (int load : List.of(30, BUSY)) {
      rate = rate(load, rate);
      try (AgentProcess agent = agent(rate)) {
        Pause.of(plan.seconds(Option.HONESTY_WARMUP));
        for (boolean scraped : List.of(false, true)) {
          cells.add(cell(agent, load, rate, scraped));
        }
      }
    }
    return section(
        markdown(cells), Map.of("cells", cells.stream().map(Cell::json).toList()), bars(cells));
  }

  /**
   * The rate at which the machine is so busy: found by trials, since the last handshakes of a busy
   * machine cost less than its first.
   */
  private int rate(int wanted, int first) {
    int rate = first;
    for (int trial = 0; trial < MOST_TRIALS; trial++) {
      double load = load(rate);
      if (Math.abs(100 * load - wanted) <= CLOSE) {
        return rate;
      }
      rate = Math.max(1, (int) (rate * wanted / (100 * load)));
    }
    return rate;
  }

  /** The share of the machine that a rate takes, servers included. */
  private double load(int rate) {
    try (AgentProcess _ = agent(rate)) {
      Pause.of(plan.seconds(Option.HONESTY_WARMUP));
      Load before = Load.now();
      Pause.of(plan.seconds(Option.HONESTY_WARMUP));
      double load = Load.now().since(before);
      System.out.printf("%d a second: load %.0f %%%n", rate, 100 * load);
      return load;
    }
  }

  /** One that probes so often each second. */
  private AgentProcess agent(int rate) {
    return AgentProcess.start(
        plan,
        plan.directory(Part.HONESTY),
        gateway,
        Fleet.at(gateway.port(VERSION), rate, INTERVAL));
  }

  private Cell cell(AgentProcess agent, int wanted, int rate, boolean scraped) {
    Path file =
        plan.directory(Part.HONESTY)
            .resolve("%d%s.pcap".formatted(wanted, scraped ? "-scraped" : ""));
    try (Capture capture =
        Capture.begin(file, gateway.port(VERSION))
            .orElseThrow(
                () -> new IllegalStateException("capturing (expected: permitted still)"))) {
      Load before = Load.now();
      List<Reported> reports = reports(agent, rate, scraped);
      double load = Load.now().since(before);
      Pause.of(Duration.ofMillis(500));
      Cell cell = new Cell(wanted, scraped, load, rate, pairs(reports, capture.connections()));
      System.out.printf(
          "%d %%%s: %d a second, load %.0f %%, %d probes joined, p99 of errors %.3f and %.3f ms%n",
          wanted,
          scraped ? " scraped" : "",
          rate,
          100 * load,
          cell.pairs.size(),
          cell.quantiles(Pair::connectError)[2],
          cell.quantiles(Pair::helloError)[2]);
      return cell;
    }
  }

  /** Asks for the last probe of one target after the other. */
  private List<Reported> reports(AgentProcess agent, int targets, boolean scraped) {
    Set<Reported> reports = new HashSet<>();
    Duration pause = Duration.ofSeconds(1).dividedBy(plan.number(Option.HONESTY_SAMPLES));
    long end = System.nanoTime() + plan.seconds(Option.HONESTY_SECONDS).toNanos();
    long scrape = System.nanoTime();
    for (int number = 0; System.nanoTime() < end; number++) {
      if (scraped && System.nanoTime() - scrape > Duration.ofSeconds(1).toNanos()) {
        scrape = System.nanoTime();
        agent.scrape();
      }
      String path = "/api/v1/targets/" + Fleet.name(number % targets);
      reported(agent.http().get(path)).ifPresent(reports::add);
      Pause.of(pause);
    }
    return List.copyOf(reports);
  }

  private static Optional<Reported> reported(String body) {
    try {
      JsonNode last = JSON.readTree(body).path("last");
      JsonNode connection = last.path("connection");
      if (!connection.has("server_hello")) {
        return Optional.empty();
      }
      return Optional.of(
          new Reported(
              connection.get("local_port").intValue(),
              nanos(Instant.parse(last.get("time").textValue())),
              Math.round(last.path("timings").get("connect").doubleValue() * 1e9),
              Math.round(connection.get("server_hello").doubleValue() * 1e9),
              connection.has("late") || last.path("findings").toString().contains("\"late\"")));
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException("answer of the API (expected: JSON)", malformed);
    }
  }

  private static long nanos(Instant time) {
    return Duration.between(Instant.EPOCH, time).toNanos();
  }

  private static List<Pair> pairs(
      List<Reported> reports, Map<Integer, List<Capture.Seen>> connections) {
    List<Pair> pairs = new ArrayList<>();
    for (Reported report : reports) {
      connections.getOrDefault(report.port, List.of()).stream()
          .filter(seen -> Math.abs(seen.syn() - report.time) < JOIN_NANOS)
          .min(Comparator.comparingLong(seen -> Math.abs(seen.syn() - report.time)))
          .ifPresent(seen -> pairs.add(new Pair(report, seen)));
    }
    if (pairs.isEmpty()) {
      throw new IllegalStateException("reports found in the capture: none (expected: most)");
    }
    return pairs;
  }

  private static List<Bar> bars(List<Cell> cells) {
    List<Cell> busy = cells.stream().filter(cell -> cell.wanted == BUSY).toList();
    return List.of(
        new Bar(
            "error of reported connect time against capture, p99, 80 % load",
            worst(busy, cell -> cell.quantiles(Pair::connectError)[2]), MOST_CONNECT_ERROR, "ms"),
        new Bar(
            "error of ClientHello to ServerHello, p90, 80 % load",
            worst(busy, cell -> cell.quantiles(Pair::helloError)[1]), MOST_HELLO_ERROR, "ms"));
  }

  private static double worst(List<Cell> cells, ToDoubleFunction<Cell> what) {
    return cells.stream().mapToDouble(what).max().orElseThrow();
  }

  private static String markdown(List<Cell> cells) {
    Table table =
        new Table(
            "load",
            "scrapes",
            "handshakes/s",
            "samples",
            "ClientHello to ServerHello in the capture, ms",
            "error of it, ms",
            "error of connect, ms",
            "marked late");
    for (Cell cell : cells) {
      table.row(
          "%.0f %%".formatted(100 * cell.load),
          cell.scraped ? "each second" : "none",
          Integer.toString(cell.rate),
          Integer.toString(cell.pairs.size()),
          text(cell.quantiles(pair -> pair.seen.hello() / NANOS_PER_MILLI)),
          text(cell.quantiles(Pair::helloError)),
          text(cell.quantiles(Pair::connectError)),
          String.format(Locale.ROOT, "%.1f %%", 100 * cell.late()));
    }
    return """
    What reports say beside what tcpdump saw on loopback, joined by the client's port. Figures are \
    p50 / p90 / p99 / most, errors without their sign and of all samples, marked ones included. Load \
    is that of all processors by everything that runs: agent, nginx, tcpdump and this benchmark.

    %s\
    """
        .formatted(table.text());
  }

  private static String text(double[] quantiles) {
    return String.format(
        Locale.ROOT,
        "%.3f / %.3f / %.3f / %.3f",
        quantiles[0],
        quantiles[1],
        quantiles[2],
        quantiles[3]);
  }

  private static Section section(String markdown, Map<String, Object> json, List<Bar> bars) {
    return new Section("honesty", "Reported times against a packet capture", markdown, json, bars);
  }
}
