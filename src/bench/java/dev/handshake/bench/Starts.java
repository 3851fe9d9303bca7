package dev.handshake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.schedule.Grid;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * When probes began, to the millisecond, as the agent's API tells of the last twenty of each
 * target. Unlike a scrape it is asked for afterwards, and so disturbs nothing.
 */
record Starts(List<Start> all) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Times are told in whole milliseconds, cut off. */
  private static final Duration CUT = Duration.ofMillis(1);

  /**
   * The start of one probe.
   *
   * @param slot the last regular time of the target before it
   */
  record Start(int target, Instant slot, Instant began, boolean success) {
    double lateMillis() {
      return Math.max(0, Duration.between(slot, began).toNanos() / 1e6);
    }
  }

  Starts {
    all = List.copyOf(all);
  }

  /**
   * Asks about a fleet's targets.
   *
   * @param most how many of them, spread evenly
   */
  static Starts ask(Http http, Fleet fleet, int most) {
    List<Start> starts = new ArrayList<>();
    int step = Math.max(1, Math.ceilDiv(fleet.size(), most));
    for (int target = 0; target < fleet.size(); target += step) {
      String name = Fleet.name(target);
      Grid grid = Grid.of(name, fleet.interval());
      for (JsonNode event : history(http, name)) {
        if (event.has("success")) {
          Instant began = Instant.parse(event.path("time").asText());
          Instant slot = grid.after(began.plus(CUT).minus(fleet.interval()));
          starts.add(new Start(target, slot, began, event.path("success").asBoolean()));
        }
      }
    }
    return new Starts(starts);
  }

  /** How late those were that were due in one of these stretches of time. */
  Quantiles lateMillis(List<Stretch.Span> spans) {
    return Quantiles.of(
        stream(start -> spans.stream().anyMatch(span -> span.contains(start.slot)))
            .map(Start::lateMillis)
            .toList());
  }

  Stream<Start> stream(Predicate<Start> which) {
    return all.stream().filter(which);
  }

  /** The most that began within a window of this length, in a stretch of time. */
  int mostWithin(Duration window, Stretch.Span span) {
    List<Instant> began =
        stream(start -> span.contains(start.began))
            .map(Start::began)
            .sorted(Comparator.naturalOrder())
            .toList();
    int most = 0;
    int first = 0;
    for (int last = 0; last < began.size(); last++) {
      while (!began.get(first).plus(window).isAfter(began.get(last))) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private static JsonNode history(Http http, String name) {
    try {
      return JSON.readTree(http.get("/api/v1/targets/" + name)).path("history");
    } catch (IOException malformed) {
      throw new IllegalStateException("history of " + name + " (expected: JSON)", malformed);
    }
  }
}
