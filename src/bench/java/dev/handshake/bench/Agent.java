package dev.handshake.bench;

import dev.handshake.target.TlsVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The whole agent: schedule, probe, judgement, breaker, store and metrics. It keeps to its own
 * schedule and is stopped by a signal while it is others' turn.
 */
final class Agent implements Contender {
  /** From one probe of a target to the next. */
  private static final Duration INTERVAL = Duration.ofSeconds(4);

  /** What was due during a pause is done after this, and the event loops keep up again. */
  private static final Duration SETTLE = Duration.ofSeconds(4);

  /** Fewer than nginx's backlog: after a pause all targets are due at once. */
  private static final int IN_FLIGHT = 100;

  private final Gateway gateway;
  private final TlsVersion version;
  private final AgentProcess process;
  private final Allocation allocation;

  private Agent(Gateway gateway, TlsVersion version, AgentProcess process, Allocation allocation) {
    this.gateway = gateway;
    this.version = version;
    this.process = process;
    this.allocation = allocation;
  }

  /** Starts it; it runs until its first pause. */
  static Agent start(Plan plan, Gateway gateway, TlsVersion version) {
    int targets = Math.toIntExact(plan.number(Option.RACE_RATE) * INTERVAL.toSeconds());
    Fleet fleet =
        new Fleet(targets, INTERVAL, IN_FLIGHT, _ -> "127.0.0.1:" + gateway.port(version));
    AgentProcess process = AgentProcess.start(plan, plan.directory(Part.RACE), gateway, fleet);
    return new Agent(gateway, version, process, Allocation.of(process.usage().pid()));
  }

  /** Takes its CPU away until its turn. */
  void pause() {
    process.pause();
  }

  @Override
  public String name() {
    return "handshake-exporter";
  }

  @Override
  public String work() {
    return "handshake, request, answer, judgement, metrics";
  }

  @Override
  public Turn turn(Duration window) {
    process.goOn();
    Pause.of(SETTLE);
    Scraped first = process.scrape();
    long allocatedBefore = allocation.bytes();
    long from = gateway.mark();
    Duration serverBefore = gateway.usage().cpu();
    Duration before = process.usage().cpu();
    long start = System.nanoTime();
    Pause.of(window);
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    Duration cpu = process.usage().cpu().minus(before);
    Duration serverCpu = gateway.usage().cpu().minus(serverBefore);
    long to = gateway.mark();
    long allocated = allocation.bytes() - allocatedBefore;
    Scraped last = process.scrape();
    long resident = process.usage().resident();
    pause();
    return new Turn(
        gateway.confirmed(version, from, to),
        wall,
        cpu,
        serverCpu,
        OptionalLong.of(resident),
        Optional.of(
            new Turn.OfAgent(
                allocated,
                Scraped.lateSeconds(0.5, first, last),
                Scraped.lateSeconds(0.99, first, last),
                failures(first, last))));
  }

  @Override
  public void close() {
    process.goOn();
    allocation.close();
    process.close();
  }

  /** How many probes failed, by their reasons. */
  private static Map<String, Long> failures(Scraped first, Scraped last) {
    Map<String, Double> before = first.sums("tls_probe_failures_total", "reason");
    Map<String, Long> gained = new TreeMap<>();
    last.sums("tls_probe_failures_total", "reason")
        .forEach((reason, count) -> {
          long more = Math.round(count - before.getOrDefault(reason, 0.0));
          if (more > 0) {
            gained.put(reason, more);
          }
        });
    return gained;
  }
}
