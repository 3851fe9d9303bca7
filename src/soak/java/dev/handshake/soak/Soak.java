package dev.handshake.soak;

import ch.qos.logback.classic.Level;
import dev.handshake.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the agent against the whole lab with faults in turn, writes a row a minute, and judges at
 * the end: {@code mvn -Psoak verify -Dsoak.time=2h}.
 */
final class Soak {
  /** From one visit to the next. */
  private static final Duration VISIT = Duration.ofSeconds(3);

  /** How long one fault lasts, and as long again nothing is wrong. */
  private static final Duration TURN = Duration.ofSeconds(20);

  /** Every so many rows all garbage is collected. */
  private static final int COLLECTED = 5;

  private final Order order;
  private final SoakedAgent agent;
  private final Visitors visitors;
  private final LogLines log;
  private final Ledger ledger = new Ledger();
  private final List<Row> rows = new ArrayList<>();
  private final List<Fault> faults;
  private final Instant start = Instant.now();

  private Scene scene;
  private Optional<Fault> fault = Optional.empty();
  private Instant change = start.plus(TURN);
  private int turns;
  private String lastFault = "";
  private Duration cpu = Duration.ZERO;
  private Instant cpuAt = start;
  private int descriptors = Integer.MAX_VALUE;
  private long threads = Long.MAX_VALUE;

  private Soak(Order order, Town town, SoakedAgent agent, Visitors visitors) {
    this.order = order;
    this.agent = agent;
    this.visitors = visitors;
    this.log = new LogLines(agent.logFile());
    this.faults = Fault.all(order.reload());
    this.scene = new Scene(town, agent, visitors, 0);
  }

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger lab) {
      lab.setLevel(Level.WARN);
    }
    Order order = Order.of(arguments);
    Files.createDirectories(order.output());
    Judgement judgement;
    try (Town town = Town.build(order.output().resolve("town"), order.interval());
        SoakedAgent agent =
            SoakedAgent.start(
                order.jar(),
                town.configuration(),
                town.platform().secret(),
                order.output().resolve("agent.log"));
        Visitors visitors = new Visitors(agent.port(), town.answering())) {
      judgement = new Soak(order, town, agent, visitors).run();
    }
    System.out.println(judgement.markdown());
    System.exit(judgement.passed() ? 0 : 1);
  }

  private Judgement run() throws IOException {
    Instant end = start.plus(order.time());
    Instant next = start.plus(order.row());
    try (PrintWriter table =
        new PrintWriter(Files.newBufferedWriter(order.output().resolve("soak.csv")), true)) {
      table.println(Row.HEADER);
      while (Instant.now().isBefore(end) && agent.isAlive()) {
        Instant visit = Instant.now().plus(VISIT);
        takeTurns();
        visitors.come();
        descriptors = Math.min(descriptors, agent.descriptors());
        threads = Math.min(threads, agent.threads());
        if (!Instant.now().isBefore(next)) {
          next = next.plus(order.row());
          write(table);
        }
        Duration left = Duration.between(Instant.now(), visit);
        Pause.of(left.isPositive() ? left : Duration.ZERO);
      }
    }
    return judged();
  }

  /** Begins the next fault, or ends the one that had its time. */
  private void takeTurns() throws IOException {
    if (Instant.now().isBefore(change)) {
      return;
    }
    change = Instant.now().plus(TURN);
    if (fault.isPresent()) {
      fault.get().end(scene);
      fault = Optional.empty();
      return;
    }
    Fault next = faults.get(turns % faults.size());
    turns++;
    fault = Optional.of(next);
    lastFault = next.word();
    next.begin(scene);
    if (turns % faults.size() == 0) {
      scene = scene.next();
    }
  }

  private void write(PrintWriter table) {
    boolean collected = rows.size() % COLLECTED == 0;
    if (collected) {
      agent.collect();
    }
    Optional<String> scrape = visitors.scrape();
    if (scrape.isEmpty()) {
      return;
    }
    List<Sample> samples = Sample.parse(scrape.get());
    log.update();
    long heap = sum(samples, "jvm_memory_used_bytes", "area", "heap");
    Duration used = agent.cpu();
    Instant now = Instant.now();
    Row row =
        new Row(
            Duration.between(start, now).toSeconds(),
            lastFault,
            descriptors,
            threads,
            agent.resident(),
            heap,
            collected ? OptionalLong.of(heap) : OptionalLong.empty(),
            sum(samples, "jvm_buffer_memory_used_bytes", "id", "direct"),
            (double) used.minus(cpu).toNanos() / Duration.between(cpuAt, now).toNanos(),
            sum(samples, "handshake_exporter_schedule_lag_seconds_count", "", ""),
            ledger.booked(samples)
                + sum(samples, "handshake_exporter_dropped_probes_total", "", ""),
            sum(samples, "handshake_exporter_probes_in_flight", "", ""),
            sum(samples, "tls_probe_failures_total", "reason", "internal"),
            sum(samples, "handshake_exporter_late_probes_total", "", ""),
            sum(samples, "handshake_exporter_targets", "", ""),
            visitors.scrapes(),
            log.warnings(),
            log.errors());
    cpu = used;
    cpuAt = now;
    descriptors = Integer.MAX_VALUE;
    threads = Long.MAX_VALUE;
    rows.add(row);
    table.println(row.csv());
  }

  private Judgement judged() throws IOException {
    boolean alive = agent.isAlive();
    OptionalInt status = alive ? agent.stop() : OptionalInt.empty();
    Judgement judgement = Judgement.of(rows, log, status);
    Path summary = order.output().resolve("soak.md");
    Files.writeString(
        summary,
        """
        # A soak of %d s, begun at %s

        %d targets at an interval of %s, faults in turn: %s.
        CPU: %.1f %% of a core as the median. %d scrapes were answered.

        %s
        %s
        """
            .formatted(
                Duration.between(start, Instant.now()).toSeconds(),
                start,
                rows.getLast().targets(),
                order.interval(),
                faults.stream().map(Fault::word).toList(),
                100 * rows.stream().mapToDouble(Row::cpu).sorted().toArray()[rows.size() / 2],
                visitors.scrapes(),
                judgement.markdown(),
                String.join("\n", log.kept())));
    return judgement;
  }

  private static long sum(List<Sample> samples, String name, String label, String value) {
    return Math.round(
        samples.stream()
            .filter(sample -> sample.name().equals(name))
            .filter(sample -> label.isEmpty() || value.equals(sample.labels().get(label)))
            .mapToDouble(Sample::value)
            .sum());
  }
}
