package dev.handshake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.genesys.Source;
import dev.handshake.genesys.SourceFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the page about the platform, and the runbook, repeat of the code. */
class GenesysPageTest {
  private static final Path PAGE = Path.of("docs", "genesys.md");
  private static final Path DOWN = Path.of("docs", "runbooks", "GenesysSourceDown.md");
  private static final Pattern METRIC = Pattern.compile("`(genesys_[a-z0-9_]+\\*?)[`{]");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)[^)]*\\)");

  /** Labels of targets, which look like metrics. */
  private static final Set<String> LABELS = Set.of("genesys_region", "genesys_host");

  @Test
  void eachMetricThatThePageNamesExists() throws IOException {
    assertThat(METRIC.matcher(page()).results().map(found -> found.group(1)))
        .isNotEmpty()
        .filteredOn(name -> !LABELS.contains(name))
        .allMatch(GenesysPageTest::exists);
  }

  @Test
  void eachLinkOfThePageLeadsSomewhere() throws IOException {
    assertThat(LINK.matcher(page()).results().map((MatchResult link) -> link.group(1)))
        .isNotEmpty()
        .filteredOn(link -> !link.matches("https?://.*"))
        .allSatisfy(link -> assertThat(PAGE.resolveSibling(link)).exists());
  }

  @ParameterizedTest
  @EnumSource
  void eachSourceIsThereWithThePermissionThatItNeeds(Source source) throws IOException {
    assertThat(page().lines())
        .filteredOn(line -> line.startsWith("| `" + source.word() + "` |"))
        .singleElement()
        .asString()
        .contains(SourceAdvice.permission(source).map(it -> "| `" + it + "`").orElse("| none |"));
    assertThat(Files.readString(DOWN))
        .contains("`" + source.word() + "`")
        .contains(SourceAdvice.permission(source).orElse("none"));
  }

  @ParameterizedTest
  @EnumSource
  void eachReasonWhyASourceIsDownIsInTheRunbook(SourceFault fault) throws IOException {
    assertThat(Files.readString(DOWN)).contains("\n- `" + fault.word() + "`: ");
  }

  private static boolean exists(String name) {
    return name.endsWith("*")
        ? Vocabulary.CONTRACT.stream()
            .anyMatch(one -> one.startsWith(name.substring(0, name.length() - 1)))
        : Vocabulary.CONTRACT.contains(name);
  }

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }
}
