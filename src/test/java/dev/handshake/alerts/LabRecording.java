package dev.handshake.alerts;

import dev.handshake.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The series of a scrape of the lab, with the labels that Prometheus adds to them. */
final class LabRecording {
  static final Path FILE =
      Path.of("src", "test", "resources", "dev", "handshake", "alerts", "lab.series");

  private static final List<Series> ALL = read();

  private LabRecording() {}

  static List<Series> all() {
    return ALL;
  }

  /** The one series of a name that has these labels, given as names and values in turn. */
  static Series recorded(String name, String... namesAndValues) {
    Map<String, String> wanted = new Series("", Map.of()).with(namesAndValues).labels();
    List<Series> found =
        ALL.stream()
            .filter(series -> series.name().equals(name))
            .filter(series -> series.labels().entrySet().containsAll(wanted.entrySet()))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(name + wanted + ": expected one recorded series, found " + found);
    }
    return found.getFirst();
  }

  private static List<Series> read() {
    try {
      return Files.readAllLines(FILE).stream()
          .flatMap(line -> Sample.parse(line + " 0").stream())
          .map(sample -> new Series(sample.name(), sample.labels()))
          .toList();
    } catch (IOException missing) {
      throw new UncheckedIOException(FILE.toString(), missing);
    }
  }
}
