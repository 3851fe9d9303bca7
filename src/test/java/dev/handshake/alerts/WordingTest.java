package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.alerts.Rule.Alert;
import dev.handshake.alerts.Rule.Kind;
import dev.handshake.diagnosis.Advice;
import dev.handshake.diagnosis.Meanings;
import dev.handshake.metrics.MetricNames;
import dev.handshake.reason.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What alerts say once Prometheus has filled in their templates. */
@Execution(CONCURRENT)
@RequiresProgram("promtool")
class WordingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern FIRED =
      Pattern.compile("Labels:\\{([^\\n]*)}\\n\\s*Annotations:\\{([^\\n]*)}\\n");
  private static final Pattern PAIR = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static final String ASKED = "    alert_rule_test:\n";

  @TempDir static Path directory;

  private static List<Fired> fired;

  /** An alert as promtool tells of it. */
  private record Fired(Map<String, String> labels, Map<String, String> annotations) {
    String annotation(String name) {
      return annotations.getOrDefault(name, "");
    }
  }

  /** Expects that no alert fires, so that promtool tells all that does. */
  @BeforeAll
  static void fire() throws IOException {
    String failures =
        FailureAlerts.ALERTS.stream().map(alert -> none(14, alert.name())).collect(joining());
    List<String> cases =
        Stream.concat(
                Arrays.stream(Reason.values())
                    .map(reason -> failing(reason).text().indent(2) + ASKED + failures),
                RuleCases.ALL.stream()
                    .flatMap(file -> file.stories().stream())
                    .filter(story -> story.inputs().size() < 20)
                    .map(WordingTest::untold))
            .toList();
    fired = told(cases);
  }

  /**
   * All alerts that fire in some cases, which two programs share: each of them keeps to one core.
   */
  private static List<Fired> told(List<String> cases) throws IOException {
    try (Program even = promtool(cases, 0);
        Program odd = promtool(cases, 1)) {
      return Stream.of(even, odd)
          .flatMap(promtool -> {
            assertThat(promtool.exit(PATIENCE)).as(promtool.output()).hasValue(1);
            return FIRED
                .matcher(promtool.output())
                .results()
                .map(found -> new Fired(pairs(found.group(1)), pairs(found.group(2))));
          })
          .toList();
    }
  }

  /** Begins to test every other case. */
  private static Program promtool(List<String> cases, int first) throws IOException {
    String head = RuleCases.head().replace("../", Path.of("alerts").toAbsolutePath() + "/");
    String text =
        IntStream.range(0, cases.size())
            .filter(index -> index % 2 == first)
            .mapToObj(cases::get)
            .collect(joining("", head, ""));
    Path file = Files.writeString(directory.resolve("wording-" + first + ".yml"), text);
    return Program.start("promtool", "test", "rules", file.toString());
  }

  @ParameterizedTest
  @EnumSource
  void eachReasonIsToldByOneAlertWithItsMeaningAndRemedy(Reason reason) {
    assertThat(
            fired.stream()
                .filter(alert -> reason.word().equals(alert.labels().get("reason")))
                .filter(alert -> alert.annotation("description").contains("closed-port"))
                .map(alert -> alert.labels().getOrDefault("alertname", ""))
                .distinct())
        .hasSize(1);
    assertThat(fired)
        .filteredOn(alert -> reason.word().equals(alert.labels().get("reason")))
        .allSatisfy(alert -> {
          assertThat(alert.labels()).containsEntry("cause", reason.word());
          assertThat(alert.annotation("description"))
              .endsWith(" " + Meanings.of(reason) + " Remedy: " + Advice.of(reason));
          assertThat(alert.annotation("runbook_url"))
              .isEqualTo("http://127.0.0.1:10219/runbooks/" + reason.word());
        });
  }

  @Test
  void noTemplateFailsAndEachSentenceEnds() {
    assertThat(fired)
        .allSatisfy(alert ->
            assertThat(alert.annotations())
                .containsOnlyKeys("summary", "description", "runbook_url", "dashboard_url")
                .allSatisfy((name, text) ->
                    assertThat(text)
                        .doesNotContain(
                            "<error", "<no value>", "{{", "  ", " .", "NaN", "1 targets")
                        .matches(name.endsWith("_url") ? "http://[^ ]+" : "[^ ].*\\.")));
  }

  @Test
  void anAddressIsToldWhereItIsKnown() {
    assertThat(fired)
        .filteredOn(
            alert -> alert.labels().getOrDefault("alertname", "").equals("TlsFailingNetwork"))
        .anySatisfy(alert ->
            assertThat(alert.annotation("description"))
                .startsWith("closed-port (127.0.0.1:4433) fails with dns_not_found in the phase "));
  }

  @Test
  void whichOfAllAddressesFailsIsTold() {
    assertThat(fired)
        .filteredOn(alert -> alert.labels().containsKey("ip"))
        .isNotEmpty()
        .allSatisfy(alert ->
            assertThat(alert.annotation("description"))
                .startsWith("closed-port at 192.0.2.2 fails with connect_refused in the phase "));
  }

  @Test
  void eachAlertButThoseOfHistogramsIsAmongThem() {
    assertThat(fired.stream().map(alert -> alert.labels().getOrDefault("alertname", "")))
        .containsAll(
            RulesTest.alerts().stream()
                .map(Alert::name)
                .filter(name -> !name.equals("TlsHandshakeSlow"))
                .filter(name -> !name.equals("HandshakeExporterScheduleLate"))
                .toList());
  }

  @Test
  void eachAlertHasAKindAndACause() {
    assertThat(fired)
        .allSatisfy(alert -> {
          assertThat(Arrays.stream(Kind.values()).map(kind -> kind.name().toLowerCase(Locale.ROOT)))
              .contains(alert.labels().getOrDefault("kind", ""));
          assertThat(alert.labels().getOrDefault("cause", "")).matches("[a-z_]+");
        });
  }

  private static Story failing(Reason reason) {
    Series failure =
        FailureStories.failure("closed-port")
            .with("reason", reason.word(), "party", reason.party().word());
    return Story.of(reason.word())
        .given(LabRecording.recorded(MetricNames.TARGET_INFO, "target", "closed-port"), "1x20")
        .given(
            LabRecording.recorded(MetricNames.PROBE_SUCCESS, "target", "closed-port"),
            Values.of(0, 20))
        .given(failure, Values.of(1, 20))
        .at(0);
  }

  private static String untold(Story story) {
    return story.text().indent(2)
        + ASKED
        + story.moments().stream()
            .flatMap(moment ->
                moment.firing().stream()
                    .map(one -> Map.entry(one.split(" ", -1)[0], moment.minute())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, _) -> first))
            .entrySet()
            .stream()
            .map(first -> none(first.getValue(), first.getKey()))
            .collect(joining());
  }

  private static String none(int minute, String alert) {
    return "      - {eval_time: %dm, alertname: %s}%n".formatted(minute, alert);
  }

  private static Map<String, String> pairs(String text) {
    return PAIR.matcher(text)
        .results()
        .collect(Collectors.toMap(found -> found.group(1), found -> unescaped(found.group(2))));
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\(.)")
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(found.group(1)));
  }
}
