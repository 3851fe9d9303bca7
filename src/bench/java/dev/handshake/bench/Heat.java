package dev.handshake.bench;

import dev.handshake.target.TlsVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All contenders of one version of TLS, and the turns that each has had. */
final class Heat implements AutoCloseable {
  private final TlsVersion version;
  private final Map<Contender, List<Turn>> turns = new LinkedHashMap<>();

  private Heat(TlsVersion version) {
    this.version = version;
  }

  static Heat start(Plan plan, Gateway gateway, TlsVersion version) {
    Heat heat = new Heat(version);
    try {
      heat.enter(Agent.start(plan, gateway, version));
      for (Blackbox.Module module : Blackbox.Module.values()) {
        heat.enter(Blackbox.start(plan.directory(Part.RACE), gateway, version, module));
      }
      heat.enter(new STime(gateway, version));
    } catch (RuntimeException failure) {
      heat.close();
      throw failure;
    }
    return heat;
  }

  /** Gives each contender its turn, one after the other. */
  void round(Plan plan) {
    turns.forEach((contender, had) -> {
      Turn turn = contender.turn(plan.seconds(Option.RACE_SECONDS));
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
