package dev.handshake.cli;

import dev.handshake.agent.Agent;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Street;
import dev.handshake.lab.Street.House;
import dev.handshake.reason.Reason;
import dev.handshake.report.ProbeRecord;
import dev.handshake.report.TargetState;
import dev.handshake.web.WebSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What the lab found, as a table, and where to look. */
final class LabText {
  private static final long POLL_MILLIS = 100;

  private LabText() {}

  /** Waits until each scenario was probed once, then prints. */
  static void whenReady(Agent agent, Street street, PrintWriter out, WebSettings address)
      throws InterruptedException {
    String url =
        "http://"
            + (address.host().equals("0.0.0.0") ? "127.0.0.1" : address.host())
            + ":"
            + agent.port();
    out.printf(
        "The lab is up: %d scenarios, each probed for the first time now.%n%n",
        street.houses().size());
    out.flush();
    while (!agent.ready()) {
      Thread.sleep(POLL_MILLIS);
    }
    out.print(table(agent, street.houses()));
    out.printf("%nStatus page   %s/%n", url);
    out.printf("Metrics       %s/metrics%n", url);
    out.printf("Targets       %s/api/v1/targets%n", url);
    out.println("Stop with Ctrl-C.");
    out.flush();
  }

  private static String table(Agent agent, List<House> houses) {
    StringBuilder text = new StringBuilder(row("SCENARIO", "FOUND", "EXPECTED", "WHAT IT IS"));
    for (House house : houses) {
      Scenario scenario = house.scenario();
      String found =
          agent
              .store()
              .target(scenario.name())
              .flatMap(TargetState::last)
              .map(LabText::word)
              .orElse("not probed yet");
      String mark = found.equals(scenario.expected().word()) ? found : found + " !";
      text.append(row(scenario.name(), mark, scenario.expected().word(), scenario.description()));
    }
    return text.toString();
  }

  private static String word(ProbeRecord last) {
    return last.diagnosis().reason().map(Reason::word).orElse("success");
  }

  private static String row(String name, String found, String expected, String what) {
    return String.format(Locale.ROOT, "%-34s  %-30s  %-30s  %s%n", name, found, expected, what);
  }
}
