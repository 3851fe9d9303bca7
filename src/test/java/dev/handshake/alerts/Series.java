package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import java.util.TreeMap;

/** The name and the labels of one series. */
record Series(String name, Map<String, String> labels) {
  Series {
    labels = Map.copyOf(labels);
  }

  /** The value of a label that it has. */
  String label(String label) {
    String value = labels.get(label);
    if (value == null) {
      throw new AssertionError(this + " has no label " + label);
    }
    return value;
  }

  /** The same with other values of labels, given as names and values in turn. */
  Series with(String... namesAndValues) {
    Map<String, String> other = new TreeMap<>(labels);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      other.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Series(name, other);
  }

  /** As Prometheus writes it, its labels in order. */
  @Override
  public String toString() {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
            .collect(joining(",", name + "{", "}"));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
