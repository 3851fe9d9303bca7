package dev.handshake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.config.ConfigReader;
import dev.handshake.config.Settings;
import dev.handshake.genesys.Source;
import dev.handshake.genesys.SourceFault;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the page about the platform, and the runbook, repeat of the code. */
class GenesysPageTest {
  private static final Path PAGE = Path.of("docs", "genesys.md");
  private static final Path DOWN = Path.of("docs", "runbooks", "GenesysSourceDown.md");
  private static final Pattern METRIC = Pattern.compile("`(genesys_[a-z0-9_]+\\*?)[`{]");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)[^)]*\\)");

  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.+?)```", Pattern.DOTALL);

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

  @Test
  void theExampleIsAConfiguration(@TempDir Path directory) throws IOException {
    Matcher example = EXAMPLE.matcher(page());
    assertThat(example.find()).isTrue();
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    HeldCertificate root = HeldCertificate.named("root", now).authority().mint();
    for (String file :
        List.of("crm-gateway-roots.pem", "eu-west-1-root.pem", "eu-west-1-sso.pem")) {
      Files.writeString(directory.resolve(file), root.certificatePem());
    }
    Path file = Files.writeString(directory.resolve("handshake.yml"), example.group(1));
    Settings settings = ConfigReader.read(file, _ -> null);
    assertThat(settings.targets().stream().map(Target::name))
        .contains("genesys-eu-west-1-login", "crm", "crm-refuses-none", "crm-refuses-stranger");
    assertThat(settings.genesys().readiness()).hasSize(2);
    assertThat(settings.genesys().certificates()).hasSize(2);
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
