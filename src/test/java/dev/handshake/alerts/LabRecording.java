package dev.handshake.alerts;

import dev.handshake.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The series of a scrape of the lab, with the labels that Prometheus adds to them. */
final class LabRecording {
  static final Path FILE =
      Path.of("src", "test", "resources", "dev", "handshake", "alerts", "lab.series");

  /** What the platform's part of a scrape consists of. */
  static final Path PLATFORM = FILE.resolveSibling("genesys.series");

  private static final List<Series> ALL =
      Stream.of(FILE, PLATFORM).flatMap(LabRecording::read).toList();

  private LabRecording() {}

  static List<Series> all() {
    return ALL;
  }

  /** Those of one file. */
  static List<Series> of(Path file) {
    return read(file).toList();
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

  private static Stream<Series> read(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .flatMap(line -> Sample.parse(line + " 0").stream())
          .map(sample -> new Series(sample.name(), sample.labels()));
    } catch (IOException missing) {
      throw new UncheckedIOException(file.toString(), missing);
    }
  }
}
