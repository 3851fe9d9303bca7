package dev.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sample of Prometheus' text format, version 0.0.4, read strictly: whatever escapes from its
 * quotes or its line is an error.
 *
 * @param labels by name, unescaped
 */
public record Sample(String name, Map<String, String> labels, double value) {
  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+");
  private static final Pattern LINE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?|[-+]Inf|NaN)");
  private static final Pattern LABEL =
      Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(?:,|$)");

  public Sample {
    labels = Map.copyOf(labels);
  }

  /**
   * All samples of an exposition.
   *
   * @throws AssertionError naming a line that is not of the format
   */
  public static List<Sample> parse(String exposition) {
    List<Sample> samples = new ArrayList<>();
    for (String line : exposition.split("\n")) {
      if (line.startsWith("#")) {
        require(COMMENT.matcher(line).matches(), line);
      } else {
        samples.add(sample(line));
      }
    }
    return samples;
  }

  /** A label's value. */
  public String label(String label) {
    String found = labels.get(label);
    if (found == null) {
      throw new AssertionError(this + " has no label " + label);
    }
    return found;
  }

  /** Whether all these labels have these values. */
  public boolean has(Map<String, String> wanted) {
    return labels.entrySet().containsAll(wanted.entrySet());
  }

  private static Sample sample(String line) {
    Matcher matcher = LINE.matcher(line);
    require(matcher.matches(), line);
    Map<String, String> labels =
        matcher.group(2) == null ? Map.of() : labels(matcher.group(2), line);
    return new Sample(matcher.group(1), labels, number(matcher.group(3)));
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (label.find()) {
      require(labels.put(label.group(1), unescaped(label.group(2))) == null, line);
      end = label.end();
    }
    require(end == text.length(), line);
    return labels;
  }

  private static String unescaped(String value) {
    return Pattern.compile("\\\\(.)")
        .matcher(value)
        .replaceAll(escape ->
            Matcher.quoteReplacement(escape.group(1).equals("n") ? "\n" : escape.group(1)));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new AssertionError("not a line of the text format: " + line);
    }
  }
}
