package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.metrics.MetricNames;
import dev.handshake.reason.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The runbook has a page for each reason, made of the code, and one for each alert, written by
 * hand. With the system property {@code runbooks.write} those that are made are written.
 */
class RunbookTest {
  private static final Path DIRECTORY = Path.of("docs", "runbooks");
  private static final Path ALERTS = Path.of("alerts", "handshake.alerts.yml");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern RUNBOOK_URL = Pattern.compile("/runbooks\\{\\{ end }}/(.+)");
  private static final Path INDEX = DIRECTORY.resolve("README.md");
  private static final Pattern QUERY = Pattern.compile("```promql\\n(.+?)```", Pattern.DOTALL);
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:tls|handshake_exporter|process|genesys)_[a-z0-9_]+");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)[^)]*\\)");

  @BeforeAll
  static void write() throws IOException {
    if (Boolean.getBoolean("runbooks.write")) {
      for (Finding word : words()) {
        Files.writeString(DIRECTORY.resolve(word.word() + ".md"), RunbookPage.of(word));
      }
      Files.writeString(INDEX, RunbookIndex.of(alerts()));
    }
  }

  static List<Finding> words() {
    return RunbookPage.words();
  }

  static List<Path> pages() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(page -> !page.equals(INDEX)).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @ParameterizedTest
  @MethodSource("words")
  void thePageOfAWordIsWhatTheCodeMakesOfIt(Finding word) {
    assertThat(DIRECTORY.resolve(word.word() + ".md"))
        .as("made anew by: mvn -q test -Dtest=RunbookTest -Drunbooks.write=true")
        .hasContent(RunbookPage.of(word));
  }

  @Test
  void theIndexLeadsToEachPage() {
    assertThat(INDEX)
        .as("made anew by: mvn -q test -Dtest=RunbookTest -Drunbooks.write=true")
        .hasContent(RunbookIndex.of(alerts()));
  }

  @Test
  void thePagesAreThoseOfAllAlertsAndWords() throws IOException {
    Stream<String> alerts = matches(ALERT, Files.readString(ALERTS)).stream();
    Stream<String> words = words().stream().map(Finding::word);
    assertThat(pages().stream().map(RunbookTest::name))
        .containsExactlyInAnyOrderElementsOf(Stream.concat(alerts, words).toList());
  }

  @Test
  void eachAlertLeadsToAPage() throws IOException {
    assertThat(matches(RUNBOOK_URL, Files.readString(ALERTS)))
        .isNotEmpty()
        .allSatisfy(page ->
            assertThat(page)
                .satisfiesAnyOf(
                    it -> assertThat(DIRECTORY.resolve(it + ".md")).exists(),
                    it -> assertThat(it).isEqualTo("{{ $labels.reason }}")));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void eachPageSaysWhatItMeansHowToSeeItAndWhatToDoOrNot(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    assertThat(lines.getFirst()).isEqualTo("# " + name(page));
    assertThat(lines.stream().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## What it means", "## How to see it", "## What to do", "## What not to do");
    assertThat(String.join("\n", lines).split("\n## [^\n]+\n"))
        .allSatisfy(section -> assertThat(section.strip()).hasSizeGreaterThan(30));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void eachPageAsksForMetricsThatExist(Path page) throws IOException {
    List<String> queries = queries(page);
    assertThat(queries).isNotEmpty();
    assertThat(METRIC.matcher(String.join("\n", queries)).results().map(MatchResult::group))
        .isSubsetOf(metrics());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void eachLinkLeadsSomewhere(Path page) throws IOException {
    assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
        .filteredOn(link -> !link.matches("(https?|//):.*|/"))
        .allSatisfy(link -> assertThat(DIRECTORY.resolve(link)).exists());
  }

  @Test
  @RequiresProgram("promtool")
  void prometheusReadsEachQuery(@TempDir Path directory) throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n  - name: runbook\n    rules:\n");
    int number = 0;
    for (Path page : pages()) {
      for (String query : queries(page)) {
        rules.append(
            "      - record: query:%d_of_%s%n        expr: |%n%s"
                .formatted(++number, name(page), query.indent(10)));
      }
    }
    Path file = Files.writeString(directory.resolve("queries.yml"), rules);
    assertThat(
            Program.run(
                Duration.ofSeconds(30), List.of("promtool", "check", "rules", file.toString())))
        .contains("SUCCESS: " + number + " rules found");
  }

  private static List<Path> alerts() {
    return pages().stream().filter(page -> Character.isUpperCase(name(page).charAt(0))).toList();
  }

  private static List<String> queries(Path page) throws IOException {
    return matches(QUERY, Files.readString(page));
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** Every name that the agent exports, and the parts of its histograms. */
  private static Set<String> metrics() {
    Set<String> names = new HashSet<>();
    for (Field field : MetricNames.class.getFields()) {
      if (field.getType().equals(String.class)) {
        String name = value(field);
        names.addAll(List.of(name, name + "_bucket", name + "_count", name + "_sum"));
      }
    }
    return names;
  }

  private static String value(Field field) {
    try {
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException impossible) {
      throw new AssertionError("a public field: " + field, impossible);
    }
  }

  private static String name(Path page) {
    return page.getFileName().toString().replace(".md", "");
  }
}
