package dev.handshake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One start of an agent, in milliseconds since its process was asked for.
 *
 * @param begun when its first probe was, by the agent's own clock
 * @param finished when that probe was
 * @param ready when it said so, seen a twentieth of a second later at most
 * @param cpu user and system time until then
 */
record Beginning(double begun, double finished, double ready, double cpu) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofMillis(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  static Beginning of(List<String> java, Path directory, Gateway gateway, Fleet fleet) {
    Instant start = Instant.now();
    try (AgentProcess agent =
        AgentProcess.start(java, directory, port -> fleet.configuration(gateway, port))) {
      JsonNode first = first(agent.http());
      agent.http().awaitGood("/-/ready");
      double ready = millis(Duration.between(start, Instant.now()));
      double cpu = millis(agent.usage().cpu());
      double begun = millis(Duration.between(start, Instant.parse(first.path("time").asText())));
      return new Beginning(
          begun, begun + 1e3 * first.path("timings").path("total").asDouble(), ready, cpu);
    }
  }

  /** The first probe of the target that is due at once; a later one only where that was missed. */
  private static JsonNode first(Http http) {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      JsonNode last = last(http);
      if (last.has("time")) {
        return good(last);
      }
      Pause.of(AGAIN);
    }
    throw new IllegalStateException("first probe: none (expected: one within " + PATIENCE + ")");
  }

  private static JsonNode last(Http http) {
    try {
      return JSON.readTree(http.get("/api/v1/targets/" + Fleet.name(0))).path("last");
    } catch (IOException malformed) {
      throw new IllegalStateException("last probe (expected: JSON)", malformed);
    }
  }

  private static JsonNode good(JsonNode probe) {
    if (!probe.path("success").asBoolean()) {
      throw new IllegalStateException("first probe: " + probe + " (expected: a good one)");
    }
    return probe;
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
