package dev.handshake.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.breaker.BreakerState;
import dev.handshake.reason.Reason;
import dev.handshake.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Thousands of targets, of which others are added, changed and removed all the time. */
class ReappliedTargetsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final int STAYING = 2000;
  private static final int ROUNDS = 20;

  private final WatchedTargets watched = new WatchedTargets(1000);

  @Test
  void eachThatStaysIsProbedAtEveryOneOfItsTimesAndEachProbeIsPublished() {
    apply(0);
    for (int round = 1; round <= ROUNDS; round++) {
      watched.time.advance(Duration.ofSeconds(7));
      apply(round);
    }
    watched.time.advance(Duration.ofMinutes(1));
    assertThat(watched.monitor.stop()).isNotNull();
    watched.time.advance(Duration.ofMinutes(1));

    Map<String, List<Instant>> begun = new HashMap<>();
    watched.begun.forEach(
        one -> begun.computeIfAbsent(one.target(), _ -> new ArrayList<>()).add(one.at()));
    Map<String, Integer> published = new HashMap<>();
    watched.published.forEach(report -> published.merge(report.target().name(), 1, Integer::sum));
    for (int number = 0; number < STAYING; number++) {
      String name = "stays-" + number;
      List<Instant> times = begun.getOrDefault(name, List.of());
      assertThat(times).as(name).hasSizeBetween(6, 8);
      for (int next = 1; next < times.size(); next++) {
        assertThat(Duration.between(times.get(next - 1), times.get(next)))
            .as(name)
            .isBetween(INTERVAL.minusMillis(500), INTERVAL.plusMillis(500));
      }
      assertThat(published).as(name).containsEntry(name, times.size());
    }
  }

  @Test
  void whatStartsAfreshIsProbedAtOnceAndItsBreakerClosed() {
    Target renewed = Reports.target("renewed");
    Target other = Reports.target("other");
    for (String name : List.of("renewed", "other")) {
      watched.answer(name, target -> Reports.failure(target, Reason.CONNECT_REFUSED));
    }
    watched.watch(renewed, other);
    watched.untilBegun(4);
    assertThat(watched.opened).containsOnlyKeys("renewed", "other");
    Instant asked = watched.time.instant();

    var _ = watched.monitor.apply(List.of(renewed, other), renewed::equals);
    watched.time.advance(Duration.ofMillis(100));

    assertThat(watched.begun).hasSize(5);
    assertThat(watched.begun.getLast().target()).isEqualTo("renewed");
    assertThat(watched.begun.getLast().at()).isBefore(asked.plusMillis(50));
    assertThat(watched.events).endsWith("open to closed");
    assertThat(watched.statuses.getLast().state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void manyThatStartAfreshDoNotHoldUpOnesThatAreDue() {
    List<Target> all = targets(0);
    var _ = watched.monitor.apply(all);
    watched.time.advance(Duration.ofMinutes(1));
    watched.lateness.clear();

    var _ = watched.monitor.apply(all, target -> target.name().hashCode() % 2 == 0);
    watched.time.advance(Duration.ofSeconds(40));

    assertThat(watched.lateness).hasSizeGreaterThan(all.size());
    assertThat(watched.lateness).allMatch(late -> late.compareTo(Duration.ofSeconds(2)) < 0);
  }

  private void apply(int round) {
    var _ = watched.monitor.apply(targets(round), changing(round)::contains);
  }

  private static List<Target> targets(int round) {
    List<Target> all = new ArrayList<>();
    IntStream.range(0, STAYING)
        .mapToObj(number -> Reports.target("stays-" + number, INTERVAL))
        .forEach(all::add);
    IntStream.range(0, 200)
        .mapToObj(number -> Reports.target("round-" + round + "-" + number, INTERVAL))
        .forEach(all::add);
    IntStream.range(0, 200)
        .mapToObj(number -> Reports.target("changes-" + number, INTERVAL.plusSeconds(round)))
        .forEach(all::add);
    all.addAll(changing(round));
    return all;
  }

  /** Targets that are the same and start afresh in every other round. */
  private static Set<Target> changing(int round) {
    return round % 2 == 0
        ? Set.of(Reports.target("renewed-1", INTERVAL), Reports.target("renewed-2", INTERVAL))
        : Set.of();
  }
}
