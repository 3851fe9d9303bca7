package dev.handshake.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Markdown table whose columns also line up where it is read as it is. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... columns) {
    rows.add(List.of(columns));
  }

  void row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "cells: %d (expected: %d)".formatted(cells.length, rows.getFirst().size()));
    }
    rows.add(List.of(cells));
  }

  String text() {
    List<Integer> widths =
        IntStream.range(0, rows.getFirst().size())
            .mapToObj(column -> rows.stream().mapToInt(row -> row.get(column).length()).max())
            .map(width -> width.orElse(0))
            .toList();
    List<String> lines = rows.stream().map(row -> line(row, widths)).collect(Collectors.toList());
    lines.add(1, line(widths.stream().map("-"::repeat).toList(), widths));
    return String.join("\n", lines) + "\n";
  }

  private static String line(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(column -> ("%-" + widths.get(column) + "s").formatted(cells.get(column)))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
