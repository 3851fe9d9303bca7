package dev.handshake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pauses of a Java machine's collector, as its log tells ({@code -Xlog:gc}).
 *
 * @param millis how long each took, in order
 */
record Collections(List<Double> millis) {
  private static final Pattern PAUSE = Pattern.compile("Pause .* ([0-9.]+)ms$");

  Collections {
    millis = List.copyOf(millis);
  }

  static Collections in(Path log) {
    try (Stream<String> lines = Files.lines(log)) {
      return new Collections(
          lines
              .map(PAUSE::matcher)
              .filter(Matcher::find)
              .map(pause -> Double.valueOf(pause.group(1)))
              .toList());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Those that came later than what was read before. */
  Collections since(Collections before) {
    return new Collections(millis.subList(before.millis.size(), millis.size()));
  }

  /** As "12; p99 3.4 ms, longest 5.6 ms". */
  String text() {
    Quantiles quantiles = Quantiles.of(millis);
    if (millis.isEmpty()) {
      return "none";
    }
    return "%d; p99 %.1f ms, longest %.1f ms"
        .formatted(millis.size(), quantiles.at(0.99), quantiles.at(1));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", millis.size());
    json.put("sum_milliseconds", millis.stream().mapToDouble(Double::doubleValue).sum());
    json.put("milliseconds", Quantiles.of(millis).json());
    return json;
  }
}
