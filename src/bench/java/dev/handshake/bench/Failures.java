package dev.handshake.bench;

import dev.handshake.target.TlsVersion;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * All targets ill at once, each way in an agent of its own, and in the end half of them well again.
 * The targets lie on many loopback addresses. An agent is measured once every breaker is open; the
 * time before, in which each target is probed twice, is told beside it.
 */
final class Failures {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration BURST = Duration.ofMillis(100);
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final int ADDRESSES = 40;

  private final Plan plan;
  private final Gateway gateway;
  private final int port = Http.freePort();
  private final Fleet fleet;
  private final Table ill =
      new Table(
          "targets are",
          "CPU of a core at first",
          "then",
          "probes a second at first",
          "then",
          "most begun in 100 ms",
          "lateness ms p50 / p99, at first",
          "then",
          "RSS MB",
          "pauses of the collector");
  private final Map<String, Object> json = new LinkedHashMap<>();

  private Failures(Plan plan, Gateway gateway) {
    this.plan = plan;
    this.gateway = gateway;
    this.fleet =
        new Fleet(
            plan.number(Option.FAILURES_TARGETS),
            INTERVAL,
            Fleet.USUAL_IN_FLIGHT,
            number -> host(number % ADDRESSES) + ":" + port);
  }

  static Section measure(Plan plan) {
    Path directory = plan.directory(Part.FAILURES).resolve("gateway");
    try (Gateway gateway = Gateway.open(directory, Keys.P_256, Instant.now())) {
      return new Failures(plan, gateway).run();
    }
  }

  private static String host(int address) {
    return "127.0.0." + (100 + address);
  }

  /** Whether a target is one of the half that comes back. */
  private static boolean comesBack(int target) {
    return target % ADDRESSES % 2 == 0;
  }

  private Section run() {
    String back = "";
    for (BadServer.Manner manner : BadServer.Manner.values()) {
      System.out.println("all are " + manner.word());
      try (var _ = BadServer.open(manner, addresses());
          AgentProcess agent =
              AgentProcess.start(plan, plan.directory(Part.FAILURES), gateway, fleet)) {
        measure(manner, agent);
        if (manner == BadServer.Manner.REFUSING) {
          back = comeBack(agent);
        }
      }
    }
    return new Section(
        Part.FAILURES.word(),
        "%,d targets ill at once".formatted(fleet.size()),
        """
        Every %d s; "at first" is the first %d s, in which each target is probed, looked at again and
        its breaker opens; "then" are the %d s after.

        %s
        %s\
        """
            .formatted(
                INTERVAL.toSeconds(),
                plan.number(Option.FAILURES_SETTLE),
                plan.number(Option.FAILURES_MEASURED),
                ill.text(),
                back),
        json,
        List.of());
  }

  private List<InetSocketAddress> addresses() {
    return IntStream.range(0, ADDRESSES)
        .mapToObj(address -> new InetSocketAddress(host(address), port))
        .toList();
  }

  private void measure(BadServer.Manner manner, AgentProcess agent) {
    Stretch first = new Stretch(agent.usage());
    Stretch then = new Stretch(agent.usage());
    Scraped born = agent.scrape();
    first.pause(plan.seconds(Option.FAILURES_SETTLE));
    Scraped settled = agent.scrape();
    Collections before = agent.collections();
    then.pause(plan.seconds(Option.FAILURES_MEASURED));
    Collections collected = agent.collections().since(before);
    Scraped last = agent.scrape();
    double resident = agent.usage().resident() / 1e6;
    Starts starts = Starts.ask(agent.http(), fleet, fleet.size());
    Stretch.Span all =
        new Stretch.Span(first.spans().getFirst().from(), then.spans().getFirst().to());
    int burst = starts.mostWithin(BURST, all);
    double rateFirst = probes(born, settled) / first.seconds();
    double rateThen = probes(settled, last) / then.seconds();
    ill.row(
        manner.word(),
        "%.3f".formatted(first.shareOfCore()),
        "%.3f".formatted(then.shareOfCore()),
        "%.0f".formatted(rateFirst),
        "%.0f".formatted(rateThen),
        Integer.toString(burst),
        late(born, settled),
        late(settled, last),
        "%.0f".formatted(resident),
        collected.text());
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("cpu_share_first", first.shareOfCore());
    one.put("cpu_share", then.shareOfCore());
    one.put("probes_per_second_first", rateFirst);
    one.put("probes_per_second", rateThen);
    one.put("most_begun_in_100_ms", burst);
    one.put("lateness_p99_milliseconds_first", late(0.99, born, settled));
    one.put("lateness_p99_milliseconds", late(0.99, settled, last));
    one.put("resident_megabytes", resident);
    one.put("collections", collected.json());
    one.put("failures", last.sums("tls_probe_failures_total", "reason"));
    one.put("breakers", breakers(last));
    json.put(manner.word(), one);
    System.out.println("  " + one);
  }

  /** Has an nginx listen where half of the targets are, and waits until all of them are well. */
  private String comeBack(AgentProcess agent) {
    Scraped before = agent.scrape();
    List<String> addresses =
        IntStream.range(0, ADDRESSES)
            .filter(Failures::comesBack)
            .mapToObj(address -> host(address) + ":" + port)
            .toList();
    Stretch stretch = new Stretch(agent.usage());
    Path directory = plan.directory(Part.FAILURES).resolve("gateway-back");
    long returning = IntStream.range(0, fleet.size()).filter(Failures::comesBack).count();
    try (Gateway nginx = gateway.alsoAt(addresses, directory)) {
      Instant end = Instant.now().plus(plan.seconds(Option.FAILURES_BACK));
      Scraped last = before;
      while (well(last) < returning && Instant.now().isBefore(end)) {
        stretch.pause(AGAIN);
        last = agent.scrape();
      }
      Starts starts = Starts.ask(agent.http(), fleet, fleet.size());
      long confirmed = nginx.confirmed(port, TlsVersion.TLS_1_3, 0, nginx.mark());
      return back(stretch, before, last, starts, confirmed, returning);
    }
  }

  private String back(
      Stretch stretch,
      Scraped before,
      Scraped last,
      Starts starts,
      long confirmed,
      long returning) {
    Instant from = stretch.spans().getFirst().from();
    Stretch.Span all = new Stretch.Span(from, stretch.spans().getLast().to());
    Map<Integer, Instant> wellAt = new TreeMap<>();
    List<Starts.Start> later =
        starts.stream(start -> comesBack(start.target()) && !start.began().isBefore(from)).toList();
    later.stream()
        .filter(Starts.Start::success)
        .forEach(
            start -> wellAt.merge(start.target(), start.began(), (a, b) -> a.isBefore(b) ? a : b));
    long falseFailures = later.stream().filter(start -> !start.success()).count();
    Quantiles seconds =
        Quantiles.of(
            wellAt.values().stream()
                .map(at -> Duration.between(from, at).toNanos() / 1e9)
                .toList());
    int burst = starts.mostWithin(BURST, all);
    Table table = new Table("half of them back at once", "value");
    table.row("targets back, of them seen well", "%d, %d".formatted(returning, wellAt.size()));
    table.row("seconds until seen well, p50 / p99 / last", seconds.text(1));
    table.row("failures of targets that were back", Long.toString(falseFailures));
    table.row("handshakes that nginx confirmed", Long.toString(confirmed));
    table.row("most begun in 100 ms", Integer.toString(burst));
    table.row("lateness ms p50 / p99", late(before, last));
    table.row("CPU", "%.3f of a core".formatted(stretch.shareOfCore()));
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("targets", returning);
    one.put("seen_well", wellAt.size());
    one.put("seconds_until_seen_well", seconds.json());
    one.put("false_failures", falseFailures);
    one.put("confirmed", confirmed);
    one.put("most_begun_in_100_ms", burst);
    one.put("lateness_p99_milliseconds", late(0.99, before, last));
    one.put("cpu_share", stretch.shareOfCore());
    json.put("half_back", one);
    System.out.println("  " + one);
    return table.text();
  }

  private static long well(Scraped scraped) {
    return Math.round(scraped.sum("tls_probe_success"));
  }

  /** Probes that were sent, not those that a breaker held back. */
  private static double probes(Scraped from, Scraped to) {
    return sent(to) - sent(from);
  }

  private static double sent(Scraped scraped) {
    Map<String, Double> sums = scraped.sums("tls_probes_total", "outcome");
    return sums.getOrDefault("success", 0.0) + sums.getOrDefault("failure", 0.0);
  }

  private static Map<String, Double> breakers(Scraped scraped) {
    return new TreeMap<>(scraped.sums("tls_breaker_state", "state"));
  }

  private static String late(Scraped from, Scraped to) {
    return "%.0f / %.0f".formatted(late(0.5, from, to), late(0.99, from, to));
  }

  private static double late(double quantile, Scraped from, Scraped to) {
    return 1e3 * Scraped.lateSeconds(quantile, from, to);
  }
}
