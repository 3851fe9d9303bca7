package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * A data action that the platform is made to run, so that it does the handshake itself. It has real
 * effects: only what stands here is ever run.
 *
 * @param organization by its configured name
 * @param action the action's id
 * @param inputs of the action, an object
 * @param interval from one run to the next, at least a minute
 */
public record ActionTestSettings(
    String organization, String action, JsonNode inputs, Duration interval) {
  private static final Duration LEAST = Duration.ofMinutes(1);

  public ActionTestSettings {
    if (interval.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: at least 1m)");
    }
    if (!inputs.isObject()) {
      throw new IllegalArgumentException("inputs: (hidden) (expected: a mapping)");
    }
  }

  /** Without the inputs, which may hold what came from the environment. */
  @Override
  public String toString() {
    return "ActionTestSettings[" + organization + ", " + action + ", " + interval + "]";
  }
}
