package dev.handshake.config;

import dev.handshake.metrics.MetricNames;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads a target's own labels. */
final class Labels {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private Labels() {}

  static SortedMap<String, String> read(Section section) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, Value> entry : section.entries().entrySet()) {
      String name = entry.getKey();
      Value value = entry.getValue();
      check(name, value);
      Optional<String> text = value.string();
      text.ifPresent(some -> labels.put(name, some));
    }
    return labels;
  }

  /** Complains of a name that no label of a target may have. */
  static void check(String name, Value value) {
    if (!NAME.matcher(name).matches()) {
      value.wrong("a label name of letters, digits and underscores before the colon");
    } else if (name.startsWith("__") || MetricNames.RESERVED_LABELS.contains(name)) {
      value.wrong("another label name, " + name + " is reserved");
    }
  }
}
