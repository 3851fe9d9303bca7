package dev.handshake.metrics;

import dev.handshake.report.Printable;
import dev.handshake.report.TargetState;
import dev.handshake.target.Target;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A target's state during one scrape, with the labels that all of its series bear. */
record Row(TargetState state, Labels labels) {
  private static final int LONGEST_VALUE = 256;

  static Row of(TargetState state) {
    return new Row(state, labels(state.target()));
  }

  /** The target's labels and some more, given as names and values in turn. */
  Labels with(String... more) {
    if (more.length == 0) {
      return labels;
    }
    String[] names = new String[more.length / 2];
    String[] values = new String[more.length / 2];
    for (int index = 0; index < names.length; index++) {
      names[index] = more[2 * index];
      values[index] = value(more[2 * index + 1]);
    }
    return labels.merge(names, values);
  }

  /** A label's value as it is shown: escaped and cut, whoever wrote it. */
  static String value(String text) {
    return Printable.cut(text, LONGEST_VALUE);
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
    for (Map.Entry<String, String> label : target.labels().entrySet()) {
      if (mayBeOwn(label.getKey())) {
        names.add(label.getKey());
        values.add(value(label.getValue()));
      }
    }
    return Labels.of(names, values);
  }

  private static boolean mayBeOwn(String name) {
    return !MetricNames.RESERVED_LABELS.contains(name)
        && !name.startsWith("__")
        && PrometheusNaming.isValidLegacyLabelName(name);
  }
}
