package dev.handshake.bench;

import dev.handshake.target.TlsVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How soon an agent probes, without and with the image's cache of classes, how large it is, and
 * what a target and a probe that is under way take.
 */
final class StartUp {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration RARELY = Duration.ofHours(1);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Between two probes of a silent server; with its patience below the breaker's window. */
  private static final Duration HELD = Duration.ofSeconds(48);

  private final Plan plan;
  private final Path directory;
  private final Gateway gateway;
  private final Image image;
  private final Map<String, Object> json = new LinkedHashMap<>();
  private final List<Bar> bars = new ArrayList<>();

  private StartUp(Plan plan, Path directory, Gateway gateway, Image image) {
    this.plan = plan;
    this.directory = directory;
    this.gateway = gateway;
    this.image = image;
  }

  static Section measure(Plan plan) {
    Path directory = plan.directory(Part.START);
    try (Gateway gateway = Gateway.open(directory.resolve("gateway"), Keys.P_256, Instant.now())) {
      Image image = Image.assemble(plan, directory.resolve("image"));
      return new StartUp(plan, directory, gateway, image).run();
    }
  }

  private Section run() {
    String starts = starts();
    String sizes = sizes();
    String memory = memory();
    return new Section(
        Part.START.word(),
        "Start and size",
        """
        Medians of %d starts in turns, the least in brackets, TLS 1.3 to an nginx: the jar on a JDK with
        the advised options, and as the image runs it, with a Java runtime of its own and a cache of
        classes. The first target of the configuration is due at once, the others are spread over their
        first interval, here %d s, which is when it is ready.

        %s
        What the image holds; it was laid out by the script that the Dockerfile runs, the image itself
        was not built:

        %s
        What lives on the heap after a collection, and what is in RAM beside a heap of fixed size:

        %s\
        """
            .formatted(
                plan.number(Option.START_ROUNDS), INTERVAL.toSeconds(), starts, sizes, memory),
        json,
        bars);
  }

  private String starts() {
    Table table =
        new Table(
            "targets",
            "cache",
            "first probe begun, ms",
            "finished, ms",
            "ready, ms",
            "CPU until then, ms");
    for (int targets : List.of(1, plan.number(Option.START_TARGETS))) {
      List<Beginning> plain = new ArrayList<>();
      List<Beginning> cached = new ArrayList<>();
      Fleet fleet = Fleet.at(gateway.port(TlsVersion.TLS_1_3), targets, INTERVAL);
      for (int round = 0; round < plan.number(Option.START_ROUNDS); round++) {
        plain.add(Beginning.of(image.commandOnJdk(), directory, gateway, fleet));
        cached.add(Beginning.of(image.commandWithCache(), directory, gateway, fleet));
      }
      row(table, targets, "without", plain, 1500);
      row(table, targets, "with", cached, 1000);
    }
    return table.text();
  }

  private void row(Table table, int targets, String cache, List<Beginning> starts, double atMost) {
    table.row(
        "%,d".formatted(targets),
        cache,
        text(starts, Beginning::begun),
        text(starts, Beginning::finished),
        text(starts, Beginning::ready),
        text(starts, Beginning::cpu));
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("first_probe_begun_milliseconds", of(starts, Beginning::begun).json());
    one.put("first_probe_finished_milliseconds", of(starts, Beginning::finished).json());
    one.put("ready_milliseconds", of(starts, Beginning::ready).json());
    one.put("cpu_milliseconds", of(starts, Beginning::cpu).json());
    json.put("%d_targets_%s_cache".formatted(targets, cache), one);
    bars.add(
        new Bar(
            "start to first probe, %,d %s, %s cache"
                .formatted(targets, targets == 1 ? "target" : "targets", cache),
            of(starts, Beginning::begun).at(0.5) / 1e3,
            atMost / 1e3,
            "s"));
    System.out.printf("%d targets, %s cache: %s%n", targets, cache, starts);
  }

  private static Quantiles of(List<Beginning> starts, ToDoubleFunction<Beginning> figure) {
    return Quantiles.of(starts.stream().mapToDouble(figure).boxed().toList());
  }

  private static String text(List<Beginning> starts, ToDoubleFunction<Beginning> figure) {
    Quantiles all = of(starts, figure);
    return "%.0f (%.0f)".formatted(all.at(0.5), all.at(0));
  }

  private String sizes() {
    Table table = new Table("part", "MB");
    Map<String, Path> parts = new LinkedHashMap<>();
    parts.put("jar", image.jar());
    parts.put("Java runtime", image.runtime());
    parts.put("native libraries", image.libraries());
    parts.put("cache", image.cache());
    parts.put("all, without the base image", image.directory());
    parts.forEach((part, place) -> {
      table.row(part, "%.1f".formatted(Image.bytes(place) / 1e6));
      json.put("bytes_of_" + part.replaceAll("\\W+", "_"), Image.bytes(place));
    });
    return table.text();
  }

  private String memory() {
    int few = plan.number(Option.START_TARGETS);
    int more = plan.number(Option.START_MORE);
    int held = plan.number(Option.START_IN_FLIGHT);
    Memory small = holding(few);
    Memory target = holding(few + more).minus(small);
    Memory probe = inFlight(held);
    Table table = new Table("of", "on the heap, bytes", "native, bytes");
    table.row(
        "one target, probed once",
        "%.0f".formatted(target.heapOf(more)),
        "%.0f".formatted(target.nativeOf(more)));
    table.row(
        "one probe under way, its server silent",
        "%.0f".formatted(probe.heapOf(held)),
        "%.0f".formatted(probe.nativeOf(held)));
    table.row("all, with %,d targets".formatted(few), "%d".formatted(small.heap()), "");
    json.put("heap_bytes_per_target", target.heapOf(more));
    json.put("native_bytes_per_target", target.nativeOf(more));
    json.put("heap_bytes_per_probe", probe.heapOf(held));
    json.put("native_bytes_per_probe", probe.nativeOf(held));
    json.put("heap_bytes_with_%d_targets".formatted(few), small.heap());
    return table.text();
  }

  /** What an agent holds once each of its targets was probed. */
  private Memory holding(int targets) {
    Fleet fleet = Fleet.at(gateway.port(TlsVersion.TLS_1_3), targets, RARELY);
    try (AgentProcess agent =
        AgentProcess.start(
            Memory.fixed(image.command()), directory, port -> fleet.configuration(gateway, port))) {
      agent.http().awaitGood("/-/ready");
      return Memory.of(agent);
    }
  }

  /** What so many probes hold while their servers say nothing. */
  private Memory inFlight(int probes) {
    InetSocketAddress silent =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Http.freePort());
    Fleet fleet = Fleet.at(silent.getPort(), probes + 1, HELD);
    try (var _ = BadServer.open(BadServer.Manner.SILENT, List.of(silent));
        AgentProcess agent =
            AgentProcess.start(
                Memory.fixed(image.command()), directory, port -> patient(fleet, port))) {
      await(agent, 1);
      Memory before = Memory.of(agent);
      double one = underWay(agent);
      await(agent, probes);
      double all = underWay(agent);
      Memory grown = Memory.of(agent).minus(before);
      double share = probes / (all - one);
      return new Memory(Math.round(grown.heap() * share), Math.round(grown.resident() * share));
    }
  }

  private String patient(Fleet fleet, int port) {
    return fleet
        .configuration(gateway, port)
        .replace("probe: {", "probe: {timeout: 45s, handshake_timeout: 44s, ");
  }

  private static void await(AgentProcess agent, int probes) {
    Instant end = Instant.now().plus(PATIENCE);
    while (underWay(agent) < probes) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            "probes under way: %.0f (expected: %d)".formatted(underWay(agent), probes));
      }
      Pause.of(AGAIN);
    }
  }

  private static double underWay(AgentProcess agent) {
    return agent.scrape().sum("handshake_exporter_probes_in_flight");
  }
}
