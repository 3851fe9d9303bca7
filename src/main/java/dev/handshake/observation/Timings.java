package dev.handshake.observation;

import dev.handshake.reason.Phase;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How long each phase that was entered took, and the whole. */
public record Timings(Map<Phase, Duration> phases, Duration total) {
  public Timings {
    EnumMap<Phase, Duration> copy = new EnumMap<>(Phase.class);
    copy.putAll(phases);
    phases = Collections.unmodifiableMap(copy);
  }
}
