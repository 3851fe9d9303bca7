package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What happens to a target or an agent, minute by minute, and all that fires at moments of it.
 *
 * @param name what happens, as a sentence
 */
record Story(String name, List<Input> inputs, List<Moment> moments) {
  /** What tells one alert from another. */
  private static final String TOLD =
      "alertname, target, identity, trust, authority, provider, certificate, credential, service,"
          + " source, action";

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
          expr: 'count by (%s) (ALERTS{alertstate="firing"})'
          exp_samples:\
        """
            .formatted(moment.minute(), TOLD)
            .indent(4)
            .stripTrailing();
    return moment.firing().isEmpty()
        ? head + " []"
        : moment.firing().stream().map(Story::sample).collect(joining("\n", head + "\n", ""));
  }

  private static String sample(String firing) {
    String[] words = firing.split(" ", -1);
    List<String> labels = about(words[0]);
    String about =
        IntStream.range(1, words.length)
            .mapToObj(index -> ", " + labels.get(index - 1) + "=\"" + words[index] + "\"")
            .collect(joining());
    return "        - {labels: '{alertname=\""
        + words[0]
        + "\""
        + about
        + more(words[0])
        + "}', value: 1}";
  }

  /** The labels that say what an alert is about, in the order of their values: mostly a target. */
  private static List<String> about(String alert) {
    return switch (alert) {
      case "GenesysGatewayNotReady", "GenesysClientCertificateUntrusted" ->
          List.of("trust", "authority");
      case "GenesysGatewayNotNamed" -> List.of("target", "authority");
      case "GenesysGatewayRootUnknown" -> List.of("target");
      case "GenesysCredentialOld" -> List.of("credential");
      case "GenesysIpRangesChanged" -> List.of("service");
      case "GenesysSourceDown",
          "GenesysSourceStale",
          "HandshakeExporterSourceDown",
          "HandshakeExporterSourceStale" ->
          List.of("source");
      case "GenesysActionTestFailing" -> List.of("action");
      default -> {
        if (alert.startsWith("TlsIdentity")) {
          yield List.of("identity");
        } else if (alert.startsWith("TlsTrustStore")) {
          yield List.of("trust");
        } else if (alert.startsWith("GenesysIdentityProvider")) {
          yield List.of("provider");
        } else if (alert.matches("Genesys(Sso|Supplied)Certificate.+")) {
          yield List.of("certificate");
        }
        yield List.of(alert.startsWith("Genesys") ? "authority" : "target");
      }
    };
  }

  private static String more(String alert) {
    return switch (alert) {
      case "TlsClientCertificateRejected" -> ", identity=\"lab-client-expired\"";
      case "TlsAnchorExpired" -> ", trust=\"lab\"";
      default -> "";
    };
  }
}
