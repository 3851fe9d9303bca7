package dev.handshake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Recording;
import dev.handshake.alerts.Story.Moment;
import dev.handshake.discovery.DiscoverySettings;
import dev.handshake.genesys.Source;
import dev.handshake.genesys.SourceFault;
import dev.handshake.genesys.SuppliedCertificate;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all rules: what they name exists, and each alert is complete and proven. */
class RulesTest {
  private static final Pattern GROUPED =
      Pattern.compile("\\b(?:on|by|without|group_left) \\(([a-z_, ]*)\\)");

  private static final Pattern MATCHED = Pattern.compile("[{,]\\s*([a-z_]+)(?:=~|!~|!=|=)\"");

  /** Labels whose values are closed lists, of which the lab shows but some at a time. */
  private static final Map<String, Set<String>> WORDS =
      Map.ofEntries(
          Map.entry(
              "reason",
              words(
                  Stream.concat(
                      Arrays.stream(Reason.values()).map(Finding::word),
                      Arrays.stream(SourceFault.values()).map(SourceFault::word)))),
          Map.entry("finding", words(Arrays.stream(Remark.values()).map(Finding::word))),
          Map.entry("party", words(Arrays.stream(Party.values()).map(Party::word))),
          Map.entry("phase", words(Arrays.stream(Phase.values()).map(Phase::word))),
          Map.entry("alert", Set.of("certificate_unknown")),
          Map.entry("trust", words(Stream.concat(Stream.of("system"), values("trust").stream()))),
          Map.entry("target", values("target")),
          Map.entry("expected", values("expected")),
          Map.entry("authority", values("authority")),
          Map.entry("status", values("status")),
          Map.entry("state", values("state")),
          Map.entry("disabled", Set.of("false", "true")),
          Map.entry(
              "kind",
              words(
                  Arrays.stream(SuppliedCertificate.Kind.values())
                      .map(SuppliedCertificate.Kind::word))),
          Map.entry(
              "source",
              words(
                  Stream.concat(
                      Arrays.stream(Source.values()).map(Source::word),
                      Stream.of(DiscoverySettings.nameOfFiles(0))))),
          Map.entry("instance", Set.of("127.0.0.1:10219", "127.0.0.1:10220")),
          Map.entry("job", Set.of("handshake", "other")));

  static List<Rule> rules() {
    return RulesFile.ALL.stream()
        .flatMap(file -> file.groups().stream())
        .flatMap(group -> group.rules().stream())
        .map(Rule.class::cast)
        .toList();
  }

  static List<Alert> alerts() {
    return rules().stream().filter(Alert.class::isInstance).map(Alert.class::cast).toList();
  }

  private static List<Story> stories() {
    return RuleCases.ALL.stream().flatMap(cases -> cases.stories().stream()).toList();
  }

  @Test
  void eachMetricThatARuleNamesExists() {
    Set<String> recorded =
        rules().stream()
            .filter(Recording.class::isInstance)
            .map(rule -> ((Recording) rule).name())
            .collect(Collectors.toSet());
    assertThat(rules().stream().map(Vocabulary::text).flatMap(Vocabulary::metrics))
        .allMatch(name ->
            recorded.contains(name) || Vocabulary.CONTRACT.contains(Vocabulary.family(name)));
  }

  @Test
  void eachMetricThatARuleNamesIsInTheRecordingOfTheLab() {
    Set<String> seen =
        LabRecording.all().stream()
            .map(series -> Vocabulary.family(series.name()))
            .collect(Collectors.toSet());
    assertThat(Vocabulary.MEASURED).allMatch(seen::contains);
  }

  @Test
  void eachLabelThatARuleNamesIsInTheRecordingOfTheLab() {
    Set<String> seen =
        LabRecording.all().stream()
            .flatMap(series -> series.labels().keySet().stream())
            .collect(Collectors.toSet());
    // Only targets that probe each address of a name have it.
    seen.add("ip");
    assertThat(rules().stream().map(Rule::expression).flatMap(RulesTest::labels))
        .isNotEmpty()
        .allMatch(seen::contains);
  }

  @Test
  void eachSeriesOfACaseIsOneOfTheRecordingButForItsWords() {
    Set<String> recorded =
        LabRecording.all().stream().map(RulesTest::shape).collect(Collectors.toSet());
    assertThat(stories().stream().flatMap(story -> story.inputs().stream()))
        .allSatisfy(input -> {
          assertThat(recorded).contains(shape(input.series()));
          input
              .series()
              .labels()
              .forEach((label, value) ->
                  assertThat(WORDS.getOrDefault(label, Set.of(value))).contains(value));
        });
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void eachAlertIsSeenNotToFireThenToFireThenToResolve(Alert alert) {
    assertThat(stories().stream().map(story -> passage(story, alert)))
        .anyMatch(passage -> passage.matches("0+1+0+"));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void eachAlertSaysWhatIsWrongAndWhatToDo(Alert alert) {
    assertThat(alert.summary()).matches("[A-Z{][^.]*(\\.[a-z0-9][^.]*)*\\.");
    assertThat(alert.description()).contains("Remedy: ").doesNotContain("  ");
    assertThat(alert.page()).isIn(alert.name(), "{{ $labels.reason }}");
  }

  @Test
  void noTwoAlertsHaveOneName() {
    assertThat(alerts().stream().map(Alert::name)).doesNotHaveDuplicates();
  }

  private static Stream<String> labels(String expression) {
    return Stream.concat(
            GROUPED
                .matcher(expression)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split(", *"))),
            MATCHED.matcher(expression).results().map(found -> found.group(1)))
        .filter(label -> !label.isEmpty());
  }

  private static String shape(Series series) {
    return series.name() + fixed(series);
  }

  private static Set<String> fixed(Series series) {
    return series.labels().entrySet().stream()
        .filter(label -> !label.getKey().equals("alert"))
        .filter(label -> !label.getKey().equals("ip"))
        .map(label -> WORDS.containsKey(label.getKey()) ? label.getKey() : label.toString())
        .collect(Collectors.toSet());
  }

  /** Whether it fires at the moments of a story, in their order. */
  private static String passage(Story story, Alert alert) {
    Function<Moment, String> fires =
        moment ->
            moment.firing().stream().anyMatch(one -> one.split(" ", -1)[0].equals(alert.name()))
                ? "1"
                : "0";
    return story.moments().stream().map(fires).collect(Collectors.joining());
  }

  private static Set<String> words(Stream<String> words) {
    return words.collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> values(String label) {
    return words(
        LabRecording.all().stream()
            .filter(series -> series.labels().containsKey(label))
            .map(series -> series.labels().getOrDefault(label, "")));
  }
}
