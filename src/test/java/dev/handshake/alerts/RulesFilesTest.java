package dev.handshake.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of rules are what the tables make of them, and Prometheus loads them. With the system
 * property {@code alerts.write} they are written instead.
 */
class RulesFilesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static List<RulesFile> files() {
    return RulesFile.ALL;
  }

  @ParameterizedTest
  @MethodSource("files")
  void theFileIsWhatTheTablesMakeOfIt(RulesFile file) throws IOException {
    if (Boolean.getBoolean("alerts.write")) {
      Files.createDirectories(file.path().getParent());
      Files.writeString(file.path(), file.text());
    }
    assertThat(file.path())
        .as("made anew by: mvn -q test -Dtest=RulesFilesTest -Dalerts.write=true")
        .hasContent(file.text());
  }

  @ParameterizedTest
  @MethodSource("files")
  @RequiresProgram("promtool")
  void prometheusFindsNothingToComplainOf(RulesFile file) {
    try (Program promtool =
        Program.start("promtool", "check", "rules", "--lint=all", file.path().toString())) {
      assertThat(promtool.exit(PATIENCE)).as(promtool.output()).hasValue(0);
    }
  }
}
