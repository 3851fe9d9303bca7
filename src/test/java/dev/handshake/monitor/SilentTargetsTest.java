package dev.handshake.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Engine;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two thousand silent targets among two thousand good ones, for ten minutes of virtual time. */
class SilentTargetsTest {
  private static final int EACH = 2_000;

  /** What is waited for a server that takes the connection, late, and then says nothing. */
  private static final Duration SILENCE = Duration.ofSeconds(3 + 5);

  private final WatchedTargets watched = new WatchedTargets(2_000);

  @Test
  void nothingGoodIsLateAndEverySilentOneIsCaughtInItsWindow() {
    Target[] targets =
        IntStream.range(0, 2 * EACH)
            .mapToObj(number -> Reports.target((number < EACH ? "good-" : "silent-") + number))
            .toArray(Target[]::new);
    for (Target target : targets) {
      if (target.name().startsWith("silent")) {
        watched.answers.put(
            target.name(), new WatchedTargets.Answer(SILENCE, SilentTargetsTest::silence));
      }
    }
    watched.watch(targets);
    watched.time.advance(Duration.ofMinutes(10));

    assertThat(Collections.max(watched.lateness))
        .as("greatest lateness")
        .isLessThan(Duration.ofMillis(50));
    Map<String, Instant> firstBegun = new HashMap<>();
    Map<String, Integer> probes = new HashMap<>();
    watched.begun.forEach(begun -> {
      firstBegun.putIfAbsent(begun.target(), begun.at());
      probes.merge(begun.target(), 1, Integer::sum);
    });
    assertThat(probes).hasSize(2 * EACH);
    probes.forEach((name, count) -> {
      if (name.startsWith("good")) {
        assertThat(count).as(name).isEqualTo(20);
      }
    });
    assertThat(watched.opened).hasSize(EACH);
    watched.opened.forEach((name, at) ->
        assertThat(Duration.between(firstBegun.get(name), at))
            .as(name)
            .isLessThan(Duration.ofSeconds(60)));
    // A silent target holds a permit for 8 s twice in its first 30 s: 2000 / 30 * 8 * 2 at most,
    // and one trial in 60 s, 120 s, 240 s later on; a good one for 20 ms.
    assertThat(watched.mostInFlight).isLessThan(1_300);
  }

  private static Future<Report> silence(Target target, Engine engine) {
    return Future.succeededFuture(Reports.failure(target, Reason.HANDSHAKE_TIMEOUT));
  }
}
