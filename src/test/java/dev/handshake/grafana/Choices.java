package dev.handshake.grafana;

import dev.handshake.PrometheusServer;
import dev.handshake.grafana.Dashboard.Variable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A board's variables as Grafana would fill them, all chosen, from what a Prometheus has. */
record Choices(PrometheusServer prometheus, Dashboard board) {
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), ([a-z_]+)\\)");

  private static final Pattern UNFILLED = Pattern.compile("\\$[a-z_{]");

  /** As for a panel that is drawn every few seconds from a scrape a second. */
  private static final Map<String, String> BUILT_IN =
      Map.of("__rate_interval", "15s", "__range", "5m");

  /** The values of a variable. */
  List<String> of(String name) {
    Object query = Objects.requireNonNull(variable(name).query());
    String text = (String) Objects.requireNonNull(((Map<?, ?>) query).get("query"));
    Matcher matcher = LABEL_VALUES.matcher(text);
    if (!matcher.matches()) {
      throw new AssertionError("variable " + name + ": " + text + " (expected: label_values)");
    }
    return prometheus
        .query("group by (" + matcher.group(2) + ") (" + filled(matcher.group(1), Map.of()) + ")")
        .stream()
        .map(series -> series.at("/metric/" + matcher.group(2)).asText())
        .toList();
  }

  /** An expression with the choices of its reader, and everything where none was made. */
  String filled(String expression, Map<String, String> chosen) {
    String filled = expression;
    for (Variable variable : board.templating().list()) {
      String value = chosen.getOrDefault(variable.name(), variable.allValue());
      if (value != null) {
        filled = filled.replace("$" + variable.name(), value);
      }
    }
    for (Map.Entry<String, String> builtIn : BUILT_IN.entrySet()) {
      filled = filled.replace("$" + builtIn.getKey(), builtIn.getValue());
    }
    if (UNFILLED.matcher(filled).find()) {
      throw new AssertionError(filled + " (expected: only variables of the board)");
    }
    return filled;
  }

  private Variable variable(String name) {
    return board.templating().list().stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(board.uid() + " has no variable " + name));
  }
}
