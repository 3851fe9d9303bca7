package dev.handshake.lab;

import static java.util.stream.Collectors.joining;

import dev.handshake.reason.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What was said of each row beside what should have been, as a table. */
final class Confusion {
  /**
   * Words that are honest too, by row and server: HAProxy's close of a connection whose data it has
   * not read is a close or a reset, and GnuTLS says alert 40 of versions as of ciphers.
   */
  private static final Map<String, Set<Reason>> ACCEPTABLE =
      Map.of(
          "closes by haproxy", Set.of(Reason.CONNECTION_RESET),
          "resets by haproxy", Set.of(Reason.CONNECTION_CLOSED),
          "resets-at-once by haproxy", Set.of(Reason.CONNECTION_CLOSED),
          "old-protocol by gnutls-serv TLSv1.3", Set.of(Reason.CIPHER_MISMATCH),
          "version-gap by gnutls-serv", Set.of(Reason.CIPHER_MISMATCH));

  private final List<Line> lines = new ArrayList<>();

  /** How what was said compares to what should have been. */
  enum Verdict {
    EXACT,
    ACCEPTABLE,
    MISSED,
    WRONGLY_FINE,
    WRONGLY_ALARMED;

    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** One probe of a row: who served it, what should be said, what was. */
  record Line(
      String row, String server, Expected expected, Optional<Reason> said, Verdict verdict) {
    @Override
    public String toString() {
      return "%s by %s: %s instead of %s, %s"
          .formatted(row, server, word(said), expected.word(), verdict.words());
    }
  }

  void add(
      String row,
      String server,
      Expected expected,
      Optional<Reason> said,
      Optional<Reason> refusedWith) {
    Verdict verdict =
        expected.reason().equals(said) && !expected.refusedWith().equals(refusedWith)
            ? Verdict.MISSED
            : verdict(row, server, expected, said);
    lines.add(new Line(row, server, expected, said, verdict));
  }

  private static Verdict verdict(
      String row, String server, Expected expected, Optional<Reason> said) {
    if (expected.reason().equals(said)) {
      return Verdict.EXACT;
    }
    if (said.isEmpty()) {
      return Verdict.WRONGLY_FINE;
    }
    if (expected.succeeds()) {
      return Verdict.WRONGLY_ALARMED;
    }
    return ACCEPTABLE.getOrDefault(row + " by " + server, Set.of()).contains(said.get())
        ? Verdict.ACCEPTABLE
        : Verdict.MISSED;
  }

  List<Line> all(Verdict verdict) {
    return lines.stream().filter(line -> line.verdict() == verdict).toList();
  }

  /**
   * The reasons that servers whose name fits have provoked, and of which nothing wrong was said.
   */
  Set<Reason> provoked(Predicate<String> server) {
    Set<Reason> provoked = EnumSet.noneOf(Reason.class);
    lines.stream()
        .filter(line -> line.verdict() == Verdict.EXACT || line.verdict() == Verdict.ACCEPTABLE)
        .filter(line -> server.test(line.server()))
        .forEach(line -> line.expected().reason().ifPresent(provoked::add));
    return provoked;
  }

  /** One line for each word that should have been said. */
  String totals() {
    Map<Integer, List<Line>> byWord = new TreeMap<>();
    for (Line line : lines) {
      int place = line.expected().reason().map(Reason::ordinal).orElse(-1);
      byWord.computeIfAbsent(place, _ -> new ArrayList<>()).add(line);
    }
    return "| should be | probes | "
        + Arrays.stream(Verdict.values()).map(Verdict::words).collect(joining(" | "))
        + " |\n| --- |"
        + " --- |".repeat(Verdict.values().length + 1)
        + "\n"
        + byWord.values().stream()
            .map(some -> total(some.getFirst().expected().word(), some))
            .collect(joining())
        + total("all", lines);
  }

  private static String total(String word, List<Line> some) {
    return "| %s | %d | %s |%n"
        .formatted(
            word,
            some.size(),
            Arrays.stream(Verdict.values())
                .map(verdict -> some.stream().filter(line -> line.verdict() == verdict).count())
                .map(count -> count == 0 ? "" : count.toString())
                .collect(joining(" | ")));
  }

  /** One line for each probe, after the totals. */
  String markdown() {
    return "# Confusion\n\n"
        + totals()
        + "\n| row | served by | should be | was said | verdict |\n"
        + "| --- | --- | --- | --- | --- |\n"
        + lines.stream()
            .map(line ->
                "| %s | %s | %s | %s | %s |%n"
                    .formatted(
                        line.row(),
                        line.server(),
                        line.expected().word(),
                        word(line.said()),
                        line.verdict().words()))
            .collect(joining());
  }

  private static String word(Optional<Reason> said) {
    return said.map(Reason::word).orElse("success");
  }
}
