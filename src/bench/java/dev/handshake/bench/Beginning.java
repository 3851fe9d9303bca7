package dev.handshake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One start of an agent, in milliseconds since its process was asked for.
 *
 * @param begun when its first probe was, by the agent's own clock
 * @param finished when that probe was
 * @param ready when it said so, seen a twentieth of a second later at most
 * @param cpu user and system time until then
 */
record Beginning(double begun, double finished, double ready, double cpu) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Beginning of(List<String> java, Path directory, Gateway gateway, Fleet fleet) {
    Instant start = Instant.now();
    try (AgentProcess agent =
        AgentProcess.start(java, directory, port -> fleet.configuration(gateway, port))) {
      agent.http().awaitGood("/-/ready");
      double ready = millis(Duration.between(start, Instant.now()));
      double cpu = millis(agent.usage().cpu());
      JsonNode first = first(agent.http());
      double begun = millis(Duration.between(start, Instant.parse(first.path("time").asText())));
      return new Beginning(
          begun, begun + 1e3 * first.path("timings").path("total").asDouble(), ready, cpu);
    }
  }

  /** The earliest probe of the target that is due at once. */
  private static JsonNode first(Http http) {
    try {
      JsonNode history =
          JSON.readTree(http.get("/api/v1/targets/" + Fleet.name(0))).path("history");
      JsonNode first = null;
      for (JsonNode event : history) {
        boolean earlier =
            first == null || event.path("time").asText().compareTo(first.path("time").asText()) < 0;
        first = event.has("success") && earlier ? event : first;
      }
      if (first == null || !first.path("success").asBoolean()) {
        throw new IllegalStateException(
            String.format(Locale.ROOT, "history: %s (expected: a good probe)", history));
      }
      return first;
    } catch (IOException malformed) {
      throw new IllegalStateException("history (expected: JSON)", malformed);
    }
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
