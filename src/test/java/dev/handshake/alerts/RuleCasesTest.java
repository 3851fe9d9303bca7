package dev.handshake.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases for promtool are what the stories make of them, and come true. With the system property
 * {@code alerts.write} they are written instead.
 */
@Execution(CONCURRENT)
class RuleCasesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  static List<RuleCases> files() {
    return RuleCases.ALL;
  }

  @ParameterizedTest
  @MethodSource("files")
  @RequiresProgram("promtool")
  void theFileIsWhatTheStoriesMakeOfItAndComesTrue(RuleCases cases) throws IOException {
    if (Boolean.getBoolean("alerts.write")) {
      Files.createDirectories(cases.path().getParent());
      Files.writeString(cases.path(), cases.text());
    }
    assertThat(cases.path())
        .as("made anew by: mvn -q test -Dtest=RuleCasesTest -Dalerts.write=true")
        .hasContent(cases.text());
    try (Program promtool = Program.start("promtool", "test", "rules", cases.path().toString())) {
      assertThat(promtool.exit(PATIENCE)).as(promtool.output()).hasValue(0);
    }
  }
}
