package dev.handshake.report;

import dev.handshake.breaker.BreakerState;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recent past of a target: its last probes in brief, and its last changes of state in full.
 *
 * @param probes at most 20, the newest first
 * @param transitions at most 6, the newest first
 */
public record History(List<Probe> probes, List<Transition> transitions) {
  /** One thing that happened. */
  public sealed interface Event {
    Instant time();

    /** What came first of those that bear the same millisecond. */
    private int order() {
      return switch (this) {
        case Transition transition -> transition.followsItsCause() ? 2 : 0;
        case Probe _ -> 1;
      };
    }
  }

  /**
   * One probe in brief. There are twenty for each target: kept in 32 bytes.
   *
   * @param startMillis when it began, in milliseconds since 1970
   * @param totalMicros how long it took, in microseconds
   * @param why null on success
   */
  public record Probe(long startMillis, int totalMicros, @Nullable Failure why) implements Event {
    static Probe of(ProbeRecord probe, @Nullable Failure why) {
      long micros = TimeUnit.NANOSECONDS.toMicros(probe.timings().total().toNanos());
      return new Probe(probe.time().toEpochMilli(), (int) Math.min(micros, Integer.MAX_VALUE), why);
    }

    @Override
    public Instant time() {
      return Instant.ofEpochMilli(startMillis);
    }

    public Duration total() {
      return Duration.of(totalMicros, ChronoUnit.MICROS);
    }

    /** Why it failed; empty on success. */
    public Optional<Failure> failure() {
      return Optional.ofNullable(why);
    }
  }

  /** Why a probe failed. */
  public record Failure(Reason reason, Optional<Phase> phase, String summary) {}

  /** The breaker changed its state; {@code cause} is the probe that made it do so. */
  public record Transition(Instant time, BreakerState from, BreakerState to, ProbeRecord cause)
      implements Event {
    private boolean followsItsCause() {
      return cause.time().toEpochMilli() == time.toEpochMilli();
    }
  }

  static final History NONE = new History(List.of(), List.of());
  private static final int MOST_PROBES = 20;
  private static final int MOST_TRANSITIONS = 6;
  private static final Comparator<Event> OLDEST_FIRST =
      Comparator.comparingLong((Event event) -> event.time().toEpochMilli())
          .thenComparingInt(Event::order);

  public History {
    probes = List.copyOf(probes);
    transitions = List.copyOf(transitions);
  }

  /** Probes and changes of state together, the newest first. */
  public List<Event> events() {
    return Stream.<Event>concat(transitions.stream(), probes.stream())
        .sorted(OLDEST_FIRST.reversed())
        .toList();
  }

  History with(ProbeRecord probe) {
    Failure failure = failure(probe).map(this::shared).orElse(null);
    return new History(before(Probe.of(probe, failure), probes, MOST_PROBES), transitions);
  }

  History with(Transition transition) {
    return new History(probes, before(transition, transitions, MOST_TRANSITIONS));
  }

  private static Optional<Failure> failure(ProbeRecord probe) {
    return probe
        .diagnosis()
        .reason()
        .map(reason -> new Failure(reason, probe.diagnosis().phase(), probe.diagnosis().summary()));
  }

  /** A target that is down fails alike each time: one object then serves for all. */
  private Failure shared(Failure failure) {
    return probes.stream()
        .limit(1)
        .flatMap(probe -> probe.failure().stream())
        .filter(failure::equals)
        .findFirst()
        .orElse(failure);
  }

  private static <T> List<T> before(T first, List<T> rest, int most) {
    List<T> all = new ArrayList<>(Math.min(rest.size() + 1, most));
    all.add(first);
    for (int index = 0; index < rest.size() && index < most - 1; index++) {
      all.add(rest.get(index));
    }
    return all;
  }
}
