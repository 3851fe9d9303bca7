package dev.handshake.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one confirmed full handshake costs here and elsewhere. All contenders of all cells take
 * turns in one run, and each round's ratio is taken for itself; a round to warm up does not count.
 * Before that the agents run until they have made as many handshakes as it takes for their code to
 * be compiled, as in a process that runs for days. While it is others' turn an agent is stopped by
 * a signal; what piled up meanwhile is made up before its next turn is measured.
 */
final class Race {
  private static final Duration MOST_WARM_UP = Duration.ofSeconds(150);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration WARM_UP_TURN = Duration.ofSeconds(1);
  private static final Map<String, Double> BARS =
      Map.of(Blackbox.Module.TCP.contender(), 0.40, STime.NAME, 0.70);

  private Race() {}

  static Section measure(Plan plan) {
    List<Gateway> gateways = new ArrayList<>();
    Map<Cell, Heat> heats = new LinkedHashMap<>();
    try {
      for (Keys keys : Keys.values()) {
        Path directory = plan.directory(Part.RACE).resolve("gateway-" + keys.word());
        Gateway gateway = Gateway.open(directory, keys, Instant.now());
        gateways.add(gateway);
        for (var version : Gateway.VERSIONS) {
          Cell cell = new Cell(keys, version);
          heats.put(cell, Heat.start(plan, gateway, cell));
        }
      }
      warmUp(plan, heats.values().stream().toList());
      rounds(plan, heats.values().stream().toList());
      return section(plan, heats);
    } finally {
      heats.values().forEach(Heat::close);
      gateways.forEach(Gateway::close);
    }
  }

  private static void warmUp(Plan plan, List<Heat> heats) {
    long end = System.nanoTime() + MOST_WARM_UP.toNanos();
    List<Heat> cold = new ArrayList<>(heats);
    while (!cold.isEmpty() && System.nanoTime() < end) {
      Pause.of(AGAIN);
      List<Heat> warm =
          cold.stream().filter(heat -> heat.warmed() >= plan.number(Option.RACE_WARMUP)).toList();
      warm.forEach(Heat::pause);
      cold.removeAll(warm);
    }
    heats.forEach(heat -> System.out.printf("warm after %d handshakes%n", heat.warmed()));
    cold.forEach(Heat::pause);
  }

  private static void rounds(Plan plan, List<Heat> heats) {
    heats.forEach(heat -> heat.round(WARM_UP_TURN, false));
    for (int round = 1; round <= plan.number(Option.RACE_ROUNDS); round++) {
      System.out.printf("round %d of %d%n", round, plan.number(Option.RACE_ROUNDS));
      heats.forEach(heat -> heat.round(plan.seconds(Option.RACE_SECONDS), true));
    }
  }

  private static Section section(Plan plan, Map<Cell, Heat> heats) {
    List<Result> results =
        heats.values().stream().flatMap(heat -> heat.results().stream()).toList();
    Table ratios = new Table("TLS", "other contender", "our CPU over its CPU");
    List<Bar> bars = new ArrayList<>();
    Map<String, Object> ratiosJson = new LinkedHashMap<>();
    heats.forEach((cell, heat) -> {
      heat.ratios()
          .forEach((other, ratio) -> {
            ratios.row(cell.toString(), other, ratio.text(2));
            Double bar = BARS.get(other);
            if (bar != null) {
              String figure = "CPU of a confirmed handshake, %s / %s".formatted(cell, other);
              bars.add(new Bar(figure, ratio.median(), bar, ""));
            }
          });
      ratiosJson.put(cell.toString(), heat.ratios());
    });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("results", results.stream().map(Race::json).toList());
    json.put("cpu_ratios", ratiosJson);
    return new Section(
        Part.RACE.word(),
        "CPU of a confirmed full handshake",
        """
        nginx wants client certificates; the keys of both sides are of the kind named, the server's
        leaf is below an intermediate. %d rounds in turns of %d s after one to warm up; ratios are
        taken round by round.

        %s
        %s
        %s\
        """
            .formatted(
                plan.number(Option.RACE_ROUNDS),
                plan.number(Option.RACE_SECONDS),
                contenders(results).text(),
                ratios.text(),
                ofAgent(results).text()),
        json,
        bars);
  }

  private static Table contenders(List<Result> results) {
    Table table =
        new Table(
            "TLS",
            "client",
            "one handshake is",
            "handshakes",
            "per second",
            "client CPU ms each",
            "nginx CPU ms each",
            "RSS MB");
    for (Result result : results) {
      table.row(
          result.cell().toString(),
          result.contender(),
          result.work(),
          Long.toString(result.handshakes()),
          result.perSecond().text(0),
          result.cpuMillis().text(3),
          result.serverCpuMillis().text(3),
          result.residentMegabytes().map(figure -> figure.text(0)).orElse(""));
    }
    return table;
  }

  private static Table ofAgent(List<Result> results) {
    Table table =
        new Table(
            "TLS",
            "allocated kB each",
            "lateness p50 ms",
            "lateness p99 ms",
            "handshakes a core second",
            "probes that failed");
    for (Result result : results) {
      result
          .agent()
          .ifPresent(agent ->
              table.row(
                  result.cell().toString(),
                  agent.allocatedKilobytes().text(1),
                  agent.lateP50Millis().text(1),
                  agent.lateP99Millis().text(1),
                  "%.0f".formatted(1e3 / result.cpuMillis().median()),
                  agent.failures().isEmpty() ? "none" : agent.failures().toString()));
    }
    return table;
  }

  private static Map<String, Object> json(Result result) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("cell", result.cell().toString());
    one.put("client", result.contender());
    one.put("handshakes", result.handshakes());
    one.put("handshakes_per_second", result.perSecond());
    one.put("cpu_milliseconds", result.cpuMillis());
    one.put("server_cpu_milliseconds", result.serverCpuMillis());
    result.residentMegabytes().ifPresent(figure -> one.put("resident_megabytes", figure));
    result
        .agent()
        .ifPresent(agent -> {
          one.put("allocated_kilobytes", agent.allocatedKilobytes());
          one.put("lateness_p50_milliseconds", agent.lateP50Millis());
          one.put("lateness_p99_milliseconds", agent.lateP99Millis());
          one.put("failures", agent.failures());
        });
    return one;
  }
}
