package dev.handshake.cli;

import dev.handshake.agent.Agent;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformGateway;
import dev.handshake.lab.PlatformWatch;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Street.House;
import dev.handshake.reason.Reason;
import dev.handshake.report.TargetState;
import dev.handshake.web.WebSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the lab found, as a table, and where to look. */
final class LabText {
  /** The widest row, in characters. */
  static final int WIDTH = 140;

  private static final long POLL_MILLIS = 100;

  /** Second looks, where the other engine is tried, come within this. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final String AGREES = "  ";
  private static final String DIFFERS = "! ";

  private LabText() {}

  /**
   * One scenario and the word that was found for it.
   *
   * @param found empty as long as it was not probed
   */
  record Row(Scenario scenario, Optional<String> found) {
    boolean agrees() {
      return found.equals(Optional.of(scenario.expected().word()));
    }

    private String shown() {
      return found.orElse("not probed yet");
    }
  }

  /** Waits until each scenario was probed, then prints table and addresses. */
  static void show(Agent agent, List<House> houses, WebSettings address, PrintWriter out)
      throws InterruptedException {
    String url = ListenAddress.url(address, agent.port());
    out.printf("The lab is up: %d scenarios, seen from %s/%n%n", houses.size(), url);
    out.flush();
    out.print(table(settled(agent, houses)));
    out.printf("%nStatus page   %s/%n", url);
    out.printf("Metrics       %s/metrics%n", url);
    out.printf("Targets       %s/api/v1/targets%n", url);
  }

  /**
   * The platform's stand-in, and what will happen to it.
   *
   * @param published when its next client certificate is published, counted from the start
   * @param current when that becomes the current one
   */
  static String platform(Platform platform, Duration published, Duration current) {
    return """
    Genesys       %s: region %s, organization %s, %d gateways
                  The next client certificate is published %d s after the start, and is the current one after %d s.
                  %s does not trust its root: it is told of in between, and refuses the platform
                  from then on. See genesys_client_certificate_trusted.
    """
        .formatted(
            platform.region().api(),
            Platform.REGION,
            PlatformWatch.ORGANIZATION,
            platform.gateways().all().size(),
            published.toSeconds(),
            current.toSeconds(),
            PlatformGateway.OLD_ROOT);
  }

  /**
   * The rows once each was probed and, as far as a second look may change it, found as expected.
   */
  private static List<Row> settled(Agent agent, List<House> houses) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    List<Row> rows = rows(agent, houses);
    while (!agent.ready() || (System.nanoTime() < end && !rows.stream().allMatch(Row::agrees))) {
      Thread.sleep(POLL_MILLIS);
      rows = rows(agent, houses);
    }
    return rows;
  }

  private static List<Row> rows(Agent agent, List<House> houses) {
    return houses.stream()
        .map(House::scenario)
        .map(scenario -> new Row(scenario, word(agent, scenario)))
        .toList();
  }

  private static Optional<String> word(Agent agent, Scenario scenario) {
    return agent
        .store()
        .target(scenario.name())
        .flatMap(TargetState::last)
        .map(last -> last.diagnosis().reason().map(Reason::word).orElse("success"));
  }

  /** The table, and below it how many rows are as expected; others begin with a mark. */
  static String table(List<Row> rows) {
    int[] widths = {"SCENARIO".length(), "FOUND".length(), "EXPECTED".length()};
    for (Row row : rows) {
      widths[0] = Math.max(widths[0], row.scenario().name().length());
      widths[1] = Math.max(widths[1], row.shown().length());
      widths[2] = Math.max(widths[2], row.scenario().expected().word().length());
    }
    StringBuilder text = new StringBuilder();
    text.append(line(AGREES, widths, "SCENARIO", "FOUND", "EXPECTED", "WHAT IT IS"));
    for (Row row : rows) {
      Scenario scenario = row.scenario();
      text.append(
          line(
              row.agrees() ? AGREES : DIFFERS,
              widths,
              scenario.name(),
              row.shown(),
              scenario.expected().word(),
              scenario.description()));
    }
    return text.append('\n').append(count(rows)).append('\n').toString();
  }

  private static String count(List<Row> rows) {
    long agreeing = rows.stream().filter(Row::agrees).count();
    return agreeing == rows.size()
        ? "All " + rows.size() + " found as expected."
        : (rows.size() - agreeing) + " of " + rows.size() + " not found as expected: marked with !";
  }

  private static String line(
      String mark, int[] widths, String name, String found, String expected, String what) {
    String columns =
        mark + padded(name, widths[0]) + padded(found, widths[1]) + padded(expected, widths[2]);
    return columns + shortened(what, WIDTH - columns.length()) + '\n';
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(width - cell.length() + 2);
  }

  /** Cut between words where it is too long. */
  private static String shortened(String sentence, int width) {
    if (sentence.length() <= width) {
      return sentence;
    }
    int end = sentence.lastIndexOf(' ', width - 3);
    return sentence.substring(0, Math.max(0, end)) + "...";
  }
}
