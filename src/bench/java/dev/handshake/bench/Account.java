package dev.handshake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that was measured, as a page of Markdown for people and as JSON for programs.
 *
 * @param started when
 */
record Account(Instant started, Plan plan, Machine machine, List<Result> results, List<Idle> idle) {
  private static final String BLACKBOX_TCP = "blackbox exporter, tcp";

  /** Writes both into a directory. */
  void writeTo(Path directory) throws IOException {
    Files.writeString(directory.resolve("benchmark.md"), markdown());
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(directory.resolve("benchmark.json").toFile(), json());
  }

  String markdown() {
    StringBuilder page = new StringBuilder("# What a confirmed full handshake costs\n\n");
    page.append(conditions()).append('\n').append(contenders().text()).append('\n');
    page.append(comparison()).append('\n').append(ofAgent().text());
    if (!idle.isEmpty()) {
      page.append('\n').append(idling().text());
    }
    return page.toString();
  }

  private String conditions() {
    return """
    %s · %d cores, %s · load %.2f before the start
    %s · %s
    %s · %s · %s

    nginx wants client certificates; P-256 on both sides, the server's leaf below an intermediate.
    %d rounds in turns of %d s; median (least to most). CPU is user and system time of a process.
    """
        .formatted(
            started,
            machine.cores(),
            machine.processor(),
            machine.load(),
            machine.kernel(),
            machine.java(),
            machine.openssl(),
            machine.nginx(),
            machine.blackbox(),
            plan.rounds(),
            plan.window().toSeconds());
  }

  private Table contenders() {
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
          result.version().word(),
          result.contender(),
          result.work(),
          Long.toString(result.handshakes()),
          result.perSecond().text(0),
          result.cpuMillis().text(2),
          result.serverCpuMillis().text(2),
          result.residentMegabytes().map(figure -> figure.text(0)).orElse(""));
    }
    return table;
  }

  private String comparison() {
    StringBuilder text = new StringBuilder();
    for (Result ours : results) {
      if (ours.agent().isPresent()) {
        results.stream()
            .filter(other -> other.version() == ours.version() && other.agent().isEmpty())
            .forEach(other ->
                text.append(
                    "- %s: handshake-exporter takes %.2f of the CPU of %s%s%n"
                        .formatted(
                            ours.version().word(),
                            ratio(ours, other),
                            other.contender(),
                            expectation(other))));
      }
    }
    return text.toString();
  }

  private static double ratio(Result ours, Result other) {
    return ours.cpuMillis().median() / other.cpuMillis().median();
  }

  private static String expectation(Result other) {
    return other.contender().equals(BLACKBOX_TCP) ? " (expected: at most 0.50)" : "";
  }

  private Table ofAgent() {
    Table table =
        new Table(
            "TLS",
            "targets",
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
                  result.version().word(),
                  Integer.toString(plan.busyTargets()),
                  agent.allocatedKilobytes().text(1),
                  agent.lateP50Millis().text(1),
                  agent.lateP99Millis().text(1),
                  "%.0f".formatted(1e3 / result.cpuMillis().median()),
                  agent.failures().isEmpty() ? "none" : agent.failures().toString()));
    }
    return table;
  }

  private Table idling() {
    Table table =
        new Table(
            "Java options",
            "targets, idle",
            "RSS MB (expected: under 300)",
            "RSS MB after 3 scrapes",
            "MB a scrape",
            "CPU ms a scrape",
            "% of a core",
            "probes that failed");
    for (Idle one : idle) {
      table.row(
          one.javaOptions().isEmpty() ? "none" : String.join(" ", one.javaOptions()),
          Integer.toString(one.targets()),
          "%.0f".formatted(one.resident() / 1e6),
          "%.0f".formatted(one.residentScraped() / 1e6),
          "%.1f".formatted(one.scrapeBytes() / 1e6),
          Long.toString(one.scrapeCpu().toMillis()),
          "%.1f".formatted(one.cpuShare() * 100),
          Long.toString(one.failed()));
    }
    return table;
  }

  private Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("started", started.toString());
    all.put("machine", machine);
    all.put("rounds", plan.rounds());
    all.put("window_seconds", plan.window().toSeconds());
    all.put("java_options", plan.javaOptions());
    List<Map<String, Object>> contenders = new ArrayList<>();
    results.forEach(result -> contenders.add(json(result)));
    all.put("results", contenders);
    all.put("idle", idle.stream().map(Account::json).toList());
    return all;
  }

  private static Map<String, Object> json(Result result) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("protocol", result.version().word());
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
        });
    return one;
  }

  private static Map<String, Object> json(Idle idle) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("java_options", idle.javaOptions());
    one.put("targets", idle.targets());
    one.put("failures", idle.failed());
    one.put("resident_bytes", idle.resident());
    one.put("cpu_share_of_a_core", idle.cpuShare());
    one.put("resident_bytes_after_scrapes", idle.residentScraped());
    one.put("scrape_cpu_milliseconds", idle.scrapeCpu().toMillis());
    one.put("scrape_bytes", idle.scrapeBytes());
    return one;
  }
}
