package dev.handshake.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The breaker against a plain reading of its rule, over every short history there is. */
class BreakerHistoryTest {
  private static final int STEPS = 5;
  private static final List<Verdict> VERDICTS = List.of(Verdict.values());
  private static final List<Integer> GAPS = List.of(10, 60, 61);
  private static final int KINDS = VERDICTS.size() * GAPS.size();

  private final Instant start =
      Instant.ofEpochSecond(ThreadLocalRandom.current().nextLong(4_000_000_000L));

  /** Every history of five probes, each with one of four ends and one of three gaps before it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyShortHistoryEndsAsItsPlainReadingSays(int failures) {
    for (int code = 0; code < Math.pow(KINDS, STEPS); code++) {
      Breaker breaker =
          new Breaker(
              new BreakerSettings(
                  failures, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(5)));
      PlainReading reading = new PlainReading(failures);
      long second = 0;
      for (int rest = code, step = 0; step < STEPS; rest /= KINDS, step++) {
        second += GAPS.get(rest % GAPS.size());
        play(breaker, reading, second, VERDICTS.get(rest % KINDS / GAPS.size()));
        compare(breaker, reading, code, step);
      }
    }
  }

  private void play(Breaker breaker, PlainReading reading, long second, Verdict verdict) {
    Instant due = start.plusSeconds(second);
    switch (breaker.admit(due)) {
      case Admission.Skip _ -> reading.skip(second);
      case Admission.Probe(var ticket) -> {
        reading.probe(second, verdict);
        breaker.record(ticket, verdict, due, due);
      }
      case Admission.Trial(var ticket) -> {
        reading.trial(second, verdict);
        breaker.record(ticket, verdict, due, due);
      }
    }
  }

  private void compare(Breaker breaker, PlainReading reading, int code, int step) {
    Optional<Instant> until =
        reading.openUntil < 0
            ? Optional.empty()
            : Optional.of(start.plusSeconds(reading.openUntil));
    if (!breaker.until().equals(until) || breaker.failures() != reading.counted.size()) {
      throw new AssertionError(
          "history %d, step %d: open until %s with %d failures (expected: %s with %d)"
              .formatted(
                  code, step, breaker.until(), breaker.failures(), until, reading.counted.size()));
    }
  }

  /** The rule told from the seconds at which counted failures were due since the last success. */
  private static final class PlainReading {
    private final int enough;
    private final List<Long> counted = new ArrayList<>();
    private int failedTrials;
    private long openUntil = -1;

    PlainReading(int enough) {
      this.enough = enough;
    }

    void skip(long second) {
      check(openUntil > second, "skipped", second);
    }

    void probe(long second, Verdict verdict) {
      check(openUntil < 0, "probed", second);
      if (verdict == Verdict.SUCCESS) {
        counted.clear();
      } else if (verdict == Verdict.FAILURE) {
        counted.add(second);
        int first = counted.size() - enough;
        if (first >= 0 && second - counted.get(first) <= 60) {
          openUntil = second + 60;
        }
      }
    }

    void trial(long second, Verdict verdict) {
      check(openUntil >= 0 && openUntil <= second, "tried", second);
      if (verdict == Verdict.SUCCESS) {
        counted.clear();
        failedTrials = 0;
        openUntil = -1;
        return;
      }
      if (verdict == Verdict.FAILURE) {
        counted.add(second);
        failedTrials++;
      }
      long openFor = Math.min(300, 60L << failedTrials);
      openUntil = verdict == Verdict.NO_CHANGE ? second : second + openFor;
    }

    private void check(boolean holds, String what, long second) {
      if (!holds) {
        throw new AssertionError(what + " at " + second + ", open until " + openUntil);
      }
    }
  }
}
