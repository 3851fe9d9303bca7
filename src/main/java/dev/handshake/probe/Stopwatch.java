package dev.handshake.probe;

import dev.handshake.observation.Timings;
import dev.handshake.reason.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the time of each phase; a phase that is still open when the probe ends is timed to the end.
 */
final class Stopwatch {
  private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
  private final long started = System.nanoTime();
  private @Nullable Phase open;
  private long opened;

  /** Ends the phase in hand, if it is still open, and begins another. */
  void begin(Phase phase) {
    end();
    open = phase;
    opened = System.nanoTime();
  }

  /** Ends the phase in hand. */
  void end() {
    if (open != null) {
      phases.putIfAbsent(open, Duration.ofNanos(System.nanoTime() - opened));
    }
  }

  /** Replaces what was measured of a phase by a better clock's word. */
  void correct(Phase phase, Duration duration) {
    phases.put(phase, duration);
  }

  /** What a phase took that has ended; zero where it was not entered. */
  Duration took(Phase phase) {
    return phases.getOrDefault(phase, Duration.ZERO);
  }

  /** The phase in hand, or the first where none has begun. */
  Phase phase() {
    return open == null ? Phase.RESOLVE : open;
  }

  Timings timings() {
    end();
    return new Timings(phases, Duration.ofNanos(System.nanoTime() - started));
  }
}
