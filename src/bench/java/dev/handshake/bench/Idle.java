package dev.handshake.bench;

import dev.handshake.target.TlsVersion;
import java.time.Duration;
import java.util.List;

/**
 * The agent with many targets that all were probed once and are not due for an hour.
 *
 * @param javaOptions of its Java machine
 * @param targets how many
 * @param failed probes that failed, which there should be none of
 * @param resident bytes in RAM after the first round
 * @param cpuShare of one core while nothing is due
 * @param residentScraped bytes in RAM after three scrapes of all metrics
 * @param scrapeCpu user and system time of one scrape
 * @param scrapeBytes size of one scrape in the text format
 */
record Idle(
    List<String> javaOptions,
    int targets,
    long failed,
    long resident,
    double cpuShare,
    long residentScraped,
    Duration scrapeCpu,
    long scrapeBytes) {
  /** For an agent that shares its machine: left alone, Java takes what memory there is. */
  static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmn32m", "-Xmx384m");

  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final int SCRAPES = 3;

  static Idle measure(Plan plan, Gateway gateway) {
    TlsVersion version = TlsVersion.TLS_1_3;
    long from = gateway.mark();
    try (AgentProcess agent =
        AgentProcess.start(plan, gateway, version, plan.idleTargets(), INTERVAL)) {
      awaitAllProbed(gateway, version, from, plan.idleTargets());
      Pause.of(QUIET);
      Duration before = agent.usage().cpu();
      Pause.of(QUIET);
      Duration idle = agent.usage().cpu().minus(before);
      long resident = agent.usage().resident();
      before = agent.usage().cpu();
      Scraped scraped = agent.scrape();
      for (int more = 1; more < SCRAPES; more++) {
        scraped = agent.scrape();
      }
      return new Idle(
          plan.javaOptions(),
          plan.idleTargets(),
          Math.round(scraped.sums("tls_probes_total", "outcome").getOrDefault("failure", 0.0)),
          resident,
          share(idle),
          agent.usage().resident(),
          agent.usage().cpu().minus(before).dividedBy(SCRAPES),
          scraped.text().length());
    }
  }

  private static double share(Duration cpu) {
    return (double) cpu.toNanos() / QUIET.toNanos();
  }

  private static void awaitAllProbed(Gateway gateway, TlsVersion version, long from, int targets) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (gateway.confirmed(version, from, gateway.mark()) < targets) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "targets: not all probed (expected: %d within %s)".formatted(targets, PATIENCE));
      }
      Pause.of(AGAIN);
    }
  }
}
