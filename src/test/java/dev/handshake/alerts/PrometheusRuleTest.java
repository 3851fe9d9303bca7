package dev.handshake.alerts;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules once more, as the Prometheus operator takes them. With the system property {@code
 * alerts.write} the file is written.
 */
class PrometheusRuleTest {
  private static final Path FILE = Path.of("config", "kubernetes", "prometheusrule.yaml");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String GROUPS = "\ngroups:\n";

  private static final String HEAD =
      """
      # Made from the code, not by hand: mvn -q test -Dtest=PrometheusRuleTest -Dalerts.write=true
      # The rules of the folder alerts for the Prometheus operator.
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata:
        name: handshake-exporter
        labels:
          app.kubernetes.io/name: handshake-exporter
          # Change: what your Prometheus selects by, such as  release: kube-prometheus-stack
      spec:
        groups:
      """;

  @TempDir private Path directory;

  @Test
  void theFileIsWhatTheTablesMakeOfIt() throws IOException {
    if (Boolean.getBoolean("alerts.write")) {
      Files.writeString(FILE, text());
    }
    assertThat(FILE)
        .as("made anew by: mvn -q test -Dtest=PrometheusRuleTest -Dalerts.write=true")
        .hasContent(text());
  }

  @Test
  @RequiresProgram("promtool")
  void prometheusFindsNothingToComplainOf() throws IOException {
    Path rules = directory.resolve("rules.yml");
    new YAMLMapper().writeValue(rules.toFile(), spec());
    try (Program promtool =
        Program.start("promtool", "check", "rules", "--lint=all", rules.toString())) {
      assertThat(promtool.exit(PATIENCE)).as(promtool.output()).hasValue(0);
      assertThat(promtool.output()).contains(" " + rules() + " rules found");
    }
  }

  private static int rules() {
    return RulesFile.ALL.stream()
        .flatMap(file -> file.groups().stream())
        .mapToInt(group -> group.rules().size())
        .sum();
  }

  @Test
  void noGroupIsThereTwice() throws IOException {
    assertThat(StreamSupport.stream(spec().get("groups").spliterator(), false))
        .extracting(group -> group.get("name").asText())
        .doesNotHaveDuplicates()
        .hasSize(RulesFile.ALL.stream().mapToInt(file -> file.groups().size()).sum());
  }

  private static JsonNode spec() throws IOException {
    return new YAMLMapper().readTree(FILE.toFile()).get("spec");
  }

  private static String text() {
    return RulesFile.ALL.stream()
        .map(RulesFile::text)
        .map(text -> text.substring(text.indexOf(GROUPS) + GROUPS.length()))
        .map(groups -> groups.indent(2))
        .collect(joining("", HEAD, ""));
  }
}
