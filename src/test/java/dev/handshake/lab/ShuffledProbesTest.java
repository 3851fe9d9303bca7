package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.Engine;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Whatever else is probed at the same moment, a server that asks for certificates is told alike.
 */
class ShuffledProbesTest {
  private static final int ROUNDS = 50;
  private static final int AT_ONCE = 24;

  @Test
  void everyRowOfMutualTlsHasOneReasonInFiftyShuffledRounds() throws Exception {
    List<Scenario> rows = Scenarios.all().stream().filter(ShuffledProbesTest::isMutual).toList();
    Map<String, Set<String>> seen = new TreeMap<>();
    try (Street street = Street.start(LabPki.mint(Instant.now()), rows);
        Examined examined = Examined.of(street);
        ExecutorService probes = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Map.Entry<String, String>>> all = new ArrayList<>();
      for (Street.House house : shuffled(street.houses())) {
        all.add(
            probes.submit(() ->
                Map.entry(
                    house.scenario().name(),
                    word(examined.report(house.target(), Engine.BORINGSSL).diagnosis()))));
      }
      for (Future<Map.Entry<String, String>> probe : all) {
        Map.Entry<String, String> told = probe.get(60, TimeUnit.SECONDS);
        seen.computeIfAbsent(told.getKey(), _ -> new TreeSet<>()).add(told.getValue());
      }
    }
    assertThat(seen).isEqualTo(expected(rows));
  }

  /** Whether certificates are asked for; one row only waits until its time is over. */
  private static boolean isMutual(Scenario row) {
    return row.serving() instanceof Serving.Tls tls
        && switch (tls.clientAuth()) {
          case NEEDED, WANTED, JUDGED_IN_HTTP -> true;
          case NONE, JUDGED_FOREVER -> false;
        };
  }

  private static List<Street.House> shuffled(List<Street.House> houses) {
    List<Street.House> all = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      all.addAll(houses);
    }
    Collections.shuffle(all, new Random(20_261_120));
    return all;
  }

  private static Map<String, Set<String>> expected(List<Scenario> rows) {
    Map<String, Set<String>> words = new TreeMap<>();
    for (Scenario row : rows) {
      words.put(row.name(), Set.of(row.expected().word() + acceptance(row)));
    }
    return words;
  }

  private static String acceptance(Scenario row) {
    return row.expected().acceptance().map(Acceptance::word).map(word -> ", " + word).orElse("");
  }

  private static String word(Diagnosis diagnosis) {
    return diagnosis.reason().map(Reason::word).orElse("success")
        + diagnosis.acceptance().map(Acceptance::word).map(word -> ", " + word).orElse("");
  }
}
