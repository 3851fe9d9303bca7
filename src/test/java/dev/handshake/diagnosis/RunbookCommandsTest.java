package dev.handshake.diagnosis;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.LabFiles;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.reason.Reason;
import dev.handshake.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of the runbook print what it says, at the lab's row for the reason. */
@RequiresProgram({"openssl", "timeout"})
class RunbookCommandsTest {
  @TempDir static Path directory;

  private static Street street;
  private static LabFiles files;
  private static Map<Reason, Future<String>> printed;

  @BeforeAll
  static void open() throws IOException {
    LabPki pki = LabPki.mint(Instant.now());
    files = pki.writeTo(directory.resolve("pki"));
    street = Street.start(pki, shown().stream().map(RunbookCommandsTest::row).toList());
    // Some wait for a second or for a timeout: not one after the other.
    try (ExecutorService shells = Executors.newFixedThreadPool(8)) {
      printed =
          shown().stream()
              .collect(toMap(reason -> reason, reason -> shells.submit(() -> run(reason))));
    }
  }

  @AfterAll
  static void close() {
    street.close();
  }

  /** The reasons whose page says what is printed. */
  static List<Reason> shown() {
    return Arrays.stream(Reason.values())
        .filter(reason -> Guidance.of(reason).look().prints().isPresent())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("shown")
  void theCommandPrintsWhatThePageSays(Reason reason) throws Exception {
    assertThat(Objects.requireNonNull(printed.get(reason)).get())
        .as(Guidance.of(reason).look().command())
        .contains(Guidance.of(reason).look().prints().orElseThrow());
  }

  private static String run(Reason reason) {
    Target target = street.house(row(reason).name()).target();
    String command =
        Guidance.of(reason)
            .look()
            .command()
            .replace("HOST:PORT", target.endpoint().toString())
            .replace("NAME", target.serverName())
            .replace("roots.pem", files.roots().toString())
            .replace("client.", directory.resolve("pki").resolve(identity(target)) + ".");
    return Program.run(Duration.ofSeconds(20), List.of("sh", "-c", command));
  }

  private static Scenario row(Reason reason) {
    if (Demonstration.of(reason) instanceof Demonstration.Row(String name)) {
      return Scenarios.named(name);
    }
    throw new AssertionError("no row of the lab shows what the page says: " + reason);
  }

  private static String identity(Target target) {
    return target.module().identity().orElse("none");
  }
}
