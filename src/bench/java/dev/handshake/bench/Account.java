package dev.handshake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that was measured, as a page of Markdown for people and as JSON for programs.
 *
 * @param started when
 */
record Account(Instant started, Plan plan, Machine machine, List<Section> sections) {
  Account {
    sections = List.copyOf(sections);
  }

  /** Writes both into a directory. */
  void writeTo(Path directory) {
    try {
      Files.writeString(directory.resolve("performance.md"), markdown());
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(directory.resolve("performance.json").toFile(), json());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String markdown() {
    StringBuilder page = new StringBuilder("# Performance\n\n").append(conditions());
    if (!bars().isEmpty()) {
      page.append('\n').append(table().text());
    }
    for (Section section : sections) {
      page.append("\n## %s\n\n%s\n".formatted(section.title(), section.markdown().strip()));
    }
    return page.toString();
  }

  private String conditions() {
    return """
    Made by `%s` at %s, with

    - %d cores, %s; load %.2f before the start
    - %s, %s
    - %s, %s, %s
    - the agent's Java options: `%s`

    All servers and clients share these cores, over loopback. CPU is user and system time of a process.
    Figures are medians, their spread from least to most in brackets.
    """
        .formatted(
            plan.command(),
            started,
            machine.cores(),
            machine.processor(),
            machine.load(),
            machine.kernel(),
            machine.java(),
            machine.openssl(),
            machine.nginx(),
            machine.blackbox(),
            String.join(" ", plan.javaOptions()));
  }

  private Table table() {
    Table table = new Table("figure", "measured", "at most", "unit", "met");
    for (Bar bar : bars()) {
      table.row(
          bar.figure(),
          number(bar.measured()),
          number(bar.atMost()),
          bar.unit(),
          bar.met() ? "yes" : "**no**");
    }
    return table;
  }

  private static String number(double value) {
    return Math.abs(value) >= 100 ? "%.0f".formatted(value) : "%.3g".formatted(value);
  }

  private List<Bar> bars() {
    return sections.stream().flatMap(section -> section.bars().stream()).toList();
  }

  private Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("started", started.toString());
    all.put("command", plan.command());
    all.put("machine", machine);
    all.put("java_options", plan.javaOptions());
    all.put("options", plan.options());
    all.put("bars", bars().stream().map(Account::json).toList());
    sections.forEach(section -> all.put(section.name(), section.json()));
    return all;
  }

  private static Map<String, Object> json(Bar bar) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("figure", bar.figure());
    one.put("measured", bar.measured());
    one.put("at_most", bar.atMost());
    one.put("unit", bar.unit());
    one.put("met", bar.met());
    return one;
  }
}
