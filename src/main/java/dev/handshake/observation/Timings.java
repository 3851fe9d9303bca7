package dev.handshake.observation;

import dev.handshake.reason.Phase;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long each phase that was entered took, and the whole. Time for which an answer lay unread in
 * our socket is in the whole alone.
 *
 * @param serverHello from the ClientHello's leaving to the first of the server's answer; empty
 *     where none came
 * @param own how much of the handshake went by between an answer's being read and our being done
 *     with it: our own arithmetic, and whatever held it up
 */
public record Timings(
    Map<Phase, Duration> phases, Optional<Duration> serverHello, Duration own, Duration total) {
  /** What we may take in any handshake: signing with a large key is slow. */
  private static final Duration MOST_OWN = Duration.ofMillis(5);

  /** What else we may take, as a share of the handshake: a tenth. */
  private static final int MOST_SHARE = 10;

  public Timings {
    EnumMap<Phase, Duration> copy = new EnumMap<>(Phase.class);
    copy.putAll(phases);
    phases = Collections.unmodifiableMap(copy);
  }

  /** Timings of phases that nothing of our own is known in. */
  public Timings(Map<Phase, Duration> phases, Duration total) {
    this(phases, Optional.empty(), Duration.ZERO, total);
  }

  /**
   * Whether so much of the handshake was our own that its duration says little of the server: more
   * than 5 ms and more than a tenth.
   */
  public boolean late() {
    Duration handshake = phases.getOrDefault(Phase.HANDSHAKE, Duration.ZERO);
    return own.compareTo(MOST_OWN) > 0 && own.multipliedBy(MOST_SHARE).compareTo(handshake) > 0;
  }
}
