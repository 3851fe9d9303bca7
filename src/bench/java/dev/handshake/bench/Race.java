package dev.handshake.bench;

import dev.handshake.target.TlsVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All contenders of one version of TLS, and the turns that each has had. */
final class Race implements AutoCloseable {
  private final TlsVersion version;
  private final Map<Contender, List<Turn>> turns = new LinkedHashMap<>();

  private Race(TlsVersion version) {
    this.version = version;
  }

  static Race start(Plan plan, Gateway gateway, TlsVersion version) {
    Race race = new Race(version);
    try {
      race.enter(Agent.start(plan, gateway, version));
      for (Blackbox.Module module : Blackbox.Module.values()) {
        race.enter(Blackbox.start(plan.output(), gateway, version, module));
      }
      race.enter(new STime(gateway, version));
    } catch (RuntimeException failure) {
      race.close();
      throw failure;
    }
    return race;
  }

  /** Gives each contender its turn, one after the other. */
  void round(Plan plan) {
    turns.forEach((contender, had) -> {
      Turn turn = contender.turn(plan.window());
      had.add(turn);
      System.out.printf(
          "%s %-27s %6d handshakes, %.3f ms CPU each%n",
          version.word(), contender.name(), turn.handshakes(), turn.cpuMillis());
      turn.agent()
          .filter(agent -> !agent.failures().isEmpty())
          .ifPresent(agent -> System.out.println("  failed: " + agent.failures()));
    });
  }

  List<Result> results() {
    return turns.entrySet().stream()
        .map(entry ->
            Result.of(version, entry.getKey().name(), entry.getKey().work(), entry.getValue()))
        .toList();
  }

  @Override
  public void close() {
    turns.keySet().forEach(Contender::close);
  }

  private void enter(Contender contender) {
    turns.put(contender, new ArrayList<>());
  }
}
