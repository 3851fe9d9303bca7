package dev.handshake.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All contenders of one cell, and the turns that each has had. */
final class Heat implements AutoCloseable {
  private final Cell cell;
  private final Gateway gateway;
  private final Agent agent;
  private final Map<Contender, List<Turn>> turns = new LinkedHashMap<>();
  private final long start;

  private Heat(Cell cell, Gateway gateway, Agent agent) {
    this.cell = cell;
    this.gateway = gateway;
    this.agent = agent;
    this.start = gateway.mark();
    enter(agent);
  }

  /** Starts all contenders; the agent begins to warm up. */
  static Heat start(Plan plan, Gateway gateway, Cell cell) {
    Heat heat = new Heat(cell, gateway, Agent.start(plan, gateway, cell.version()));
    try {
      for (Blackbox.Module module : Blackbox.Module.values()) {
        heat.enter(Blackbox.start(plan.directory(Part.RACE), gateway, cell.version(), module));
      }
      heat.enter(new STime(gateway, cell.version()));
    } catch (RuntimeException failure) {
      heat.close();
      throw failure;
    }
    return heat;
  }

  /** How many handshakes the agent has made; to be asked before anybody's first turn. */
  long warmed() {
    return gateway.confirmed(cell.version(), start, gateway.mark());
  }

  /** Ends the warming up. */
  void pause() {
    agent.pause();
  }

  /** Gives each contender its turn, one after the other. */
  void round(Duration window, boolean counts) {
    turns.forEach((contender, had) -> {
      Turn turn = contender.turn(window);
      if (counts) {
        had.add(turn);
      }
      System.out.printf(
          "%s %-27s %6d handshakes, %.3f ms CPU each%n",
          cell, contender.name(), turn.handshakes(), turn.cpuMillis());
      turn.agent()
          .filter(agentsOwn -> !agentsOwn.failures().isEmpty())
          .ifPresent(agentsOwn -> System.out.println("  failed: " + agentsOwn.failures()));
    });
  }

  List<Result> results() {
    return turns.entrySet().stream()
        .map(entry ->
            Result.of(cell, entry.getKey().name(), entry.getKey().work(), entry.getValue()))
        .toList();
  }

  /**
   * Our CPU for each handshake over that of each other contender: round by round, so that what
   * befell a round befell both.
   */
  Map<String, Figure> ratios() {
    List<Turn> ours = turns.getOrDefault(agent, List.of());
    Map<String, Figure> ratios = new LinkedHashMap<>();
    turns.forEach((contender, theirs) -> {
      if (contender != agent) {
        ratios.put(contender.name(), Figure.ofRatios(ours, theirs, Turn::cpuMillis));
      }
    });
    return ratios;
  }

  @Override
  public void close() {
    turns.keySet().forEach(Contender::close);
  }

  private void enter(Contender contender) {
    turns.put(contender, new ArrayList<>());
  }
}
