package dev.handshake.soak;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One row of the table.
 *
 * @param seconds since the start
 * @param fault what was being done to the agent
 * @param descriptors open ones, the fewest since the row before
 * @param threads the fewest since the row before
 * @param resident bytes in RAM
 * @param heap bytes of the heap in use
 * @param live the same after all garbage was collected, where it was
 * @param direct bytes of direct buffers that the Java machine counts
 * @param cpu share of a core since the row before
 * @param started probes, counted by the schedule, those that a breaker held back included
 * @param booked verdicts, and probes that were dropped since their target had changed
 * @param inFlight probes under way
 * @param internal verdicts that are the agent's own fault
 * @param late handshakes left out of the histogram
 * @param targets how many are watched
 * @param scrapes answered since the start
 * @param warnings lines of the log
 * @param errors lines of the log
 */
record Row(
    long seconds,
    String fault,
    int descriptors,
    long threads,
    long resident,
    long heap,
    OptionalLong live,
    long direct,
    double cpu,
    long started,
    long booked,
    long inFlight,
    long internal,
    long late,
    long targets,
    long scrapes,
    long warnings,
    long errors) {
  static final String HEADER =
      "seconds,fault,descriptors,threads,resident,heap,live,direct,cpu,started,booked,in_flight,"
          + "unaccounted,internal,late,targets,scrapes,warnings,errors";

  /** Probes that began, are not under way and have no verdict. */
  long unaccounted() {
    return started - booked - inFlight;
  }

  String csv() {
    return Stream.of(
            seconds,
            fault,
            descriptors,
            threads,
            resident,
            heap,
            live.isPresent() ? live.getAsLong() : "",
            direct,
            "%.4f".formatted(cpu),
            started,
            booked,
            inFlight,
            unaccounted(),
            internal,
            late,
            targets,
            scrapes,
            warnings,
            errors)
        .map(String::valueOf)
        .collect(joining(","));
  }

  /** The second and the last quarter of some rows. */
  static List<Row> quarter(List<Row> rows, int number) {
    return rows.subList(rows.size() * (number - 1) / 4, rows.size() * number / 4);
  }
}
