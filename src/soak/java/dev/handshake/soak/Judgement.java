package dev.handshake.soak;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/** Whether what the agent holds stayed flat, and every probe had its verdict. */
record Judgement(List<Check> checks) {
  /** Descriptors and threads that the last quarter may have more or less than the second. */
  private static final int MOST_MORE = 2;

  private static final double MOST_GROWN = 0.10;

  /** Probes that may always be under way, at the fewest. */
  private static final int MOST_UNDER_WAY = 10;

  record Check(String what, String expected, String seen, boolean passed) {}

  Judgement {
    checks = List.copyOf(checks);
  }

  static Judgement of(List<Row> rows, LogLines log, OptionalInt status) {
    List<Check> checks = new ArrayList<>();
    checks.add(within("descriptors", rows, Row::descriptors));
    checks.add(within("threads", rows, Row::threads));
    checks.add(flat("resident MB", rows, row -> row.resident() / 1e6));
    List<Row> collected = rows.stream().filter(row -> row.live().isPresent()).toList();
    checks.add(flat("live heap MB", collected, row -> row.live().orElseThrow() / 1e6));
    checks.add(accounted(rows));
    Row last = rows.getLast();
    checks.add(none("verdicts `internal`", last.internal()));
    checks.add(none("unprovoked ERROR lines", last.errors()));
    checks.add(
        new Check(
            "exit status after SIGTERM",
            "0 within 10 s",
            status.isPresent() ? Integer.toString(status.getAsInt()) : "none",
            status.equals(OptionalInt.of(0))));
    return new Judgement(checks);
  }

  boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }

  String markdown() {
    return checks.stream()
        .map(check ->
            "| %s | %s | %s | %s |\n"
                .formatted(
                    check.what, check.expected, check.seen, check.passed ? "passed" : "FAILED"))
        .collect(joining("", "| what | expected | seen | |\n| --- | --- | --- | --- |\n", ""));
  }

  private static Check within(String what, List<Row> rows, ToDoubleFunction<Row> value) {
    double second = median(Row.quarter(rows, 2), value);
    double last = median(Row.quarter(rows, 4), value);
    return new Check(
        what,
        "last quarter within %d of the second".formatted(MOST_MORE),
        "%.0f, then %.0f".formatted(second, last),
        Math.abs(last - second) <= MOST_MORE);
  }

  private static Check flat(String what, List<Row> rows, ToDoubleFunction<Row> value) {
    double second = median(Row.quarter(rows, 2), value);
    double last = median(Row.quarter(rows, 4), value);
    return new Check(
        what,
        "last quarter within %.0f %% of the second".formatted(100 * MOST_GROWN),
        "%.1f, then %.1f".formatted(second, last),
        Math.abs(last - second) <= MOST_GROWN * second);
  }

  /**
   * A scrape is not made in one moment: what begins or ends during one is counted on one side
   * alone. A verdict that is lost, or booked twice, is missing in every row from then on.
   */
  private static Check accounted(List<Row> rows) {
    List<Row> last = Row.quarter(rows, 4);
    long apart =
        last.stream().mapToLong(row -> Math.abs(row.unaccounted())).min().orElse(Long.MAX_VALUE);
    long underWay = last.stream().mapToLong(Row::inFlight).min().orElse(Long.MAX_VALUE);
    return new Check(
        "probes started - verdicts booked - in flight",
        "0 in some row of the last quarter, and at most %d in flight".formatted(MOST_UNDER_WAY),
        "%d, %d in flight, of %d probes".formatted(apart, underWay, rows.getLast().started()),
        apart == 0 && underWay <= MOST_UNDER_WAY);
  }

  private static Check none(String what, long seen) {
    return new Check(what, "0", Long.toString(seen), seen == 0);
  }

  private static double median(List<Row> rows, ToDoubleFunction<Row> value) {
    double[] sorted = rows.stream().mapToDouble(value).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
