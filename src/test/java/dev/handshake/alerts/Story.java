package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What happens to a target or an agent, minute by minute, and all that fires at moments of it.
 *
 * @param name what happens, as a sentence
 */
record Story(String name, List<Input> inputs, List<Moment> moments) {
  /** The samples of a series, one a minute. */
  record Input(Series series, String values) {}

  /**
   * All alerts that fire at a minute, each as its name and what it is about, such as {@code
   * TlsFailingServer closed-port}.
   */
  record Moment(int minute, Set<String> firing) {}

  Story {
    inputs = List.copyOf(inputs);
    moments = List.copyOf(moments);
  }

  /** A story in which an agent is up and well. */
  static Story of(String name) {
    return new Story(name, List.of(), List.of())
        .given(LabRecording.recorded("up"), "1x2000")
        .given(LabRecording.recorded("handshake_exporter_build_info"), "1x2000");
  }

  /** Has a series take these values, one a minute; it replaces an earlier one. */
  Story given(Series series, String... values) {
    return new Story(
        name,
        Stream.concat(
                inputs.stream().filter(input -> !input.series().equals(series)),
                Stream.of(new Input(series, String.join(" ", values))))
            .toList(),
        moments);
  }

  /** Says that exactly these alerts fire at a minute. */
  Story at(int minute, String... firing) {
    List<Moment> all = new ArrayList<>(moments);
    all.add(new Moment(minute, new TreeSet<>(Arrays.asList(firing))));
    return new Story(name, inputs, all);
  }

  /** Says that exactly these alerts fire at each minute from one to another. */
  Story during(int from, int to, String... firing) {
    Story story = this;
    for (int minute = from; minute <= to; minute++) {
      story = story.at(minute, firing);
    }
    return story;
  }

  /** As a case of promtool's. */
  String text() {
    return """
    - interval: 1m
      name: "%s"
      input_series:
    %s
      promql_expr_test:
    %s\
    """
        .formatted(
            name,
            inputs.stream().map(Story::input).collect(joining("\n")),
            moments.stream().map(Story::moment).collect(joining("\n")));
  }

  private static String input(Input input) {
    return "    - series: '" + input.series() + "'\n      values: '" + input.values() + "'";
  }

  private static String moment(Moment moment) {
    String head =
        """
        - eval_time: %dm
          expr: 'count by (alertname, target, identity, trust) (ALERTS{alertstate="firing"})'
          exp_samples:\
        """
            .formatted(moment.minute())
            .indent(4)
            .stripTrailing();
    return moment.firing().isEmpty()
        ? head + " []"
        : moment.firing().stream().map(Story::sample).collect(joining("\n", head + "\n", ""));
  }

  private static String sample(String firing) {
    String[] words = firing.split(" ", -1);
    String about = words.length == 1 ? "" : ", " + label(words[1], words[0]);
    return "        - {labels: '{alertname=\"" + words[0] + "\"" + about + "}', value: 1}";
  }

  /** What an alert is about: mostly a target. */
  private static String label(String value, String alert) {
    String name =
        alert.startsWith("TlsIdentity")
            ? "identity"
            : alert.startsWith("TlsTrustStore") ? "trust" : "target";
    String more =
        switch (alert) {
          case "TlsClientCertificateRejected" -> ", identity=\"lab-client-expired\"";
          case "TlsAnchorExpired" -> ", trust=\"lab\"";
          default -> "";
        };
    return name + "=\"" + value + "\"" + more;
  }
}
