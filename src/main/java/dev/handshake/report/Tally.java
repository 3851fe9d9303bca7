package dev.handshake.report;

import dev.handshake.breaker.BreakerState;
import dev.handshake.observation.Alert;
import dev.handshake.reason.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How often what has happened to a target since it is watched.
 *
 * @param probes by outcome; each outcome is there, at 0 to begin with
 * @param failures by reason, from the first on
 * @param alerts received, by name, from the first on
 * @param transitions of the breaker by the state entered; each state is there, at 0 to begin with
 */
public record Tally(
    Map<ProbeOutcome, Long> probes,
    Map<Reason, Long> failures,
    Map<String, Long> alerts,
    Map<BreakerState, Long> transitions) {
  static final Tally NONE =
      new Tally(zero(ProbeOutcome.class), Map.of(), Map.of(), zero(BreakerState.class));

  private static <K extends Enum<K>> Map<K, Long> zero(Class<K> keys) {
    EnumMap<K, Long> counts = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      counts.put(key, 0L);
    }
    return Collections.unmodifiableMap(counts);
  }

  Tally probed(ProbeRecord probe) {
    ProbeOutcome outcome =
        probe.diagnosis().success() ? ProbeOutcome.SUCCESS : ProbeOutcome.FAILURE;
    return new Tally(
        plusOne(ProbeOutcome.class, probes, outcome),
        probe.diagnosis().reason().map(reason -> plusOne(failures, reason)).orElse(failures),
        probe
            .diagnosis()
            .alert()
            .filter(alert -> alert.direction() == Alert.Direction.RECEIVED)
            .map(alert -> plusOne(alerts, alert.name()))
            .orElse(alerts),
        transitions);
  }

  Tally skipped() {
    return new Tally(
        plusOne(ProbeOutcome.class, probes, ProbeOutcome.SKIPPED), failures, alerts, transitions);
  }

  Tally moved(BreakerState to) {
    return new Tally(probes, failures, alerts, plusOne(BreakerState.class, transitions, to));
  }

  private static <K extends Enum<K>> Map<K, Long> plusOne(
      Class<K> keys, Map<K, Long> counts, K key) {
    EnumMap<K, Long> copy = new EnumMap<>(keys);
    copy.putAll(counts);
    copy.merge(key, 1L, Long::sum);
    return Collections.unmodifiableMap(copy);
  }

  private static <K> Map<K, Long> plusOne(Map<K, Long> counts, K key) {
    Map<K, Long> copy = new HashMap<>(counts);
    copy.merge(key, 1L, Long::sum);
    return Collections.unmodifiableMap(copy);
  }
}
