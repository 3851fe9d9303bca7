package dev.handshake.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one confirmed full handshake costs here and elsewhere, in turns within one run. */
final class Race {
  private Race() {}

  static Section measure(Plan plan) {
    List<Result> results = new ArrayList<>();
    try (Gateway gateway =
        Gateway.open(plan.directory(Part.RACE).resolve("gateway"), Instant.now())) {
      List<Heat> heats = new ArrayList<>();
      try {
        for (var version : Gateway.VERSIONS) {
          heats.add(Heat.start(plan, gateway, version));
        }
        for (int round = 1; round <= plan.number(Option.RACE_ROUNDS); round++) {
          System.out.printf("round %d of %d%n", round, plan.number(Option.RACE_ROUNDS));
          heats.forEach(heat -> heat.round(plan));
        }
        heats.forEach(heat -> results.addAll(heat.results()));
      } finally {
        heats.forEach(Heat::close);
      }
    }
    return new Section("race", "CPU of a confirmed full handshake", "", Map.of(), List.of());
  }
}
