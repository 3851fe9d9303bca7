package dev.handshake.metrics;

import dev.handshake.report.Printable;
import dev.handshake.report.TargetState;
import dev.handshake.target.Target;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A target's state during one scrape, with the labels that all of its series bear. */
record Row(TargetState state, Labels labels) {
  private static final String IP = "ip";

  static Row of(TargetState state) {
    return new Row(state, labels(state.target()));
  }

  /**
   * The target's labels and some more; one that the target has already, its {@code ip}, says the
   * same and is left out.
   *
   * @throws IllegalStateException if there are not as many values as names
   */
  Labels with(List<String> more, String... texts) {
    check(more, texts);
    List<String> names = new ArrayList<>(texts.length);
    List<String> values = new ArrayList<>(texts.length);
    for (int index = 0; index < texts.length; index++) {
      if (!more.get(index).equals(IP) || !labels.contains(IP)) {
        names.add(more.get(index));
        values.add(value(texts[index]));
      }
    }
    return names.isEmpty() ? labels : labels.merge(Labels.of(names, values));
  }

  /**
   * Refuses what a family did not declare.
   *
   * @throws IllegalStateException if there are not as many values as names
   */
  static void check(List<String> names, String... texts) {
    if (texts.length != names.size()) {
      throw new IllegalStateException(
          "labels: " + texts.length + " values (expected: " + names + ")");
    }
  }

  /** A label's value as it is shown: escaped and cut, whoever wrote it. */
  static String value(String text) {
    return Printable.cut(text, MetricNames.LONGEST_VALUE);
  }

  /**
   * The name stands as it is, since it tells the target from all others. Labels that the contract
   * reserves, or that Prometheus would refuse, are left out: no target may spoil the scrape of the
   * others.
   */
  private static Labels labels(Target target) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    names.add("target");
    values.add(target.name());
    target
        .ipText()
        .ifPresent(ip -> {
          names.add(IP);
          values.add(ip);
        });
    for (Map.Entry<String, String> label : target.labels().entrySet()) {
      if (MetricNames.mayBeOwn(label.getKey())) {
        names.add(label.getKey());
        values.add(value(label.getValue()));
      }
    }
    return Labels.of(names, values);
  }
}
