package dev.handshake.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What one contender's turns come to.
 *
 * @param cpuMillis of the contender for each handshake
 * @param serverCpuMillis of nginx for each handshake
 * @param residentMegabytes where the contender outlives its turn
 * @param agent what only the agent tells
 */
record Result(
    Cell cell,
    String contender,
    String work,
    long handshakes,
    Figure perSecond,
    Figure cpuMillis,
    Figure serverCpuMillis,
    Optional<Figure> residentMegabytes,
    Optional<OfAgent> agent) {
  /**
   * Besides what is measured from outside.
   *
   * @param allocatedKilobytes for each handshake
   * @param lateP50Millis how long after they were due probes began
   * @param lateP99Millis how long after they were due probes began
   * @param failures reason to number of probes that failed
   */
  record OfAgent(
      Figure allocatedKilobytes,
      Figure lateP50Millis,
      Figure lateP99Millis,
      Map<String, Long> failures) {}

  static Result of(Cell cell, String contender, String work, List<Turn> turns) {
    return new Result(
        cell,
        contender,
        work,
        turns.stream().mapToLong(Turn::handshakes).sum(),
        figure(turns, Turn::perSecond),
        figure(turns, Turn::cpuMillis),
        figure(turns, Turn::serverCpuMillis),
        turns.getFirst().resident().isPresent()
            ? Optional.of(figure(turns, turn -> turn.resident().orElseThrow() / 1e6))
            : Optional.empty(),
        turns.getFirst().agent().isPresent() ? Optional.of(ofAgent(turns)) : Optional.empty());
  }

  private static OfAgent ofAgent(List<Turn> turns) {
    return new OfAgent(
        figure(turns, turn -> turn.agent().orElseThrow().allocated() / 1e3 / turn.handshakes()),
        figure(turns, turn -> turn.agent().orElseThrow().lateP50() * 1e3),
        figure(turns, turn -> turn.agent().orElseThrow().lateP99() * 1e3),
        turns.stream()
            .flatMap(turn -> turn.agent().orElseThrow().failures().entrySet().stream())
            .collect(
                Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new)));
  }

  private static Figure figure(List<Turn> turns, ToDoubleFunction<Turn> of) {
    return Figure.of(turns.stream().mapToDouble(of));
  }
}
