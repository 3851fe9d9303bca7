package dev.handshake.alerts;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.handshake.metrics.MetricNames;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names that rules may use: of the contract, and of what they record themselves. */
final class Vocabulary {
  private static final Pattern METRIC =
      Pattern.compile(
          "(?<![\\w:])(?:\\w+:)?(?:tls|genesys|handshake_exporter)_\\w+(?::\\w+)?(?![\\w\"])|\\w+:up:\\w+");

  private static final Pattern HISTOGRAM = Pattern.compile("_(bucket|count|sum)$");

  /** All that the contract names. */
  static final Set<String> CONTRACT =
      Arrays.stream(MetricNames.class.getFields())
          .filter(
              field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
          .map(Vocabulary::constant)
          .collect(toUnmodifiableSet());

  /** What the rules ask an agent for. */
  static final Set<String> MEASURED =
      RulesFile.ALL.stream()
          .flatMap(file -> file.groups().stream())
          .flatMap(group -> group.rules().stream())
          .flatMap(rule -> metrics(text(rule)))
          .filter(name -> !name.contains(":"))
          .map(Vocabulary::family)
          .collect(toUnmodifiableSet());

  private Vocabulary() {}

  /** All of a rule that names metrics. */
  static String text(Rule rule) {
    return switch (rule) {
      case Rule.Recording recording -> recording.expression();
      case Rule.Alert alert -> alert.expression() + "\n" + alert.description();
    };
  }

  /** The metrics that an expression or a template names. */
  static Stream<String> metrics(String expression) {
    return METRIC.matcher(expression).results().map(MatchResult::group);
  }

  /** The name of the metric that a series of a histogram belongs to. */
  static String family(String series) {
    String stem = HISTOGRAM.matcher(series).replaceFirst("");
    return CONTRACT.contains(series) ? series : stem;
  }

  private static String constant(Field field) {
    try {
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
