package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit for systemd, by its own judgement and beside what else runs the agent. */
class SystemdTest {
  private static final Path UNIT = Path.of("config", "systemd", "handshake-exporter.service");
  private static final String HOME = "/opt/handshake-exporter";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The agent's own bound of its end. */
  private static final int LONGEST_END_SECONDS = 10;

  @TempDir private Path directory;

  @Test
  @RequiresProgram({"systemd-analyze", "/usr/bin/kill"})
  void systemdFindsNothingToComplainOf() throws IOException {
    Path unit = laidOut(Files.readString(UNIT));
    try (Program verify = Program.start("systemd-analyze", "--man=no", "verify", unit.toString())) {
      assertThat(verify.exit(PATIENCE)).as(verify.output()).hasValue(0);
      assertThat(verify.output()).isEmpty();
    }
  }

  @Test
  @RequiresProgram("systemd-analyze")
  void aWordThatSystemdDoesNotKnowIsFound() throws IOException {
    Path unit = laidOut(Files.readString(UNIT).replace("ProtectHome=", "ProtectHomes="));
    try (Program verify = Program.start("systemd-analyze", "--man=no", "verify", unit.toString())) {
      assertThat(verify.exit(PATIENCE)).isPresent();
      assertThat(verify.output()).contains("ProtectHomes");
    }
  }

  /** Exposure in tenths, of a hundred; what runs without any hardening has 96. */
  @Test
  @RequiresProgram("systemd-analyze")
  void itMayDoLittle() throws IOException {
    Path unit = laidOut(Files.readString(UNIT));
    try (Program security =
        Program.start(
            "systemd-analyze", "security", "--offline=true", "--threshold=20", unit.toString())) {
      assertThat(security.exit(PATIENCE)).as(security.output()).hasValue(0);
      assertThat(security.output()).contains("Overall exposure level");
    }
  }

  @Test
  void itRunsWhatTheImageRuns() throws IOException {
    String[] entry =
        new JsonMapper()
            .readValue(
                first(
                    "ENTRYPOINT (\\[.*])",
                    Files.readString(Path.of("Dockerfile")).replaceAll("\\\\\\n\\s*", "")),
                String[].class);
    assertThat(value("ExecStart").split(" "))
        .containsExactly(
            Stream.concat(
                    Stream.of(entry),
                    Stream.of("run", "--config.file=/etc/handshake/handshake.yml"))
                .toArray(String[]::new));
  }

  @Test
  void aReloadIsASignalAndAnEndIsWaitedFor() throws IOException {
    assertThat(value("ExecReload")).isEqualTo("kill -HUP $MAINPID");
    assertThat(Integer.parseInt(first("(\\d+)s", value("TimeoutStopSec"))))
        .isGreaterThan(LONGEST_END_SECONDS);
    assertThat(Files.readString(UNIT)).doesNotContainPattern("(?m)^MemoryDenyWriteExecute");
  }

  /** Heap, and what Java, Netty and BoringSSL take outside of it. */
  @Test
  void memoryAndDescriptorsAreEnough() throws IOException {
    int heap =
        Integer.parseInt(first("-Xmx(\\d+)m", Files.readString(Path.of("src/image/java.options"))));
    assertThat(Integer.parseInt(first("(\\d+)M", value("MemoryMax"))))
        .isGreaterThanOrEqualTo(2 * heap + 128);
    int probes =
        Integer.parseInt(
            first("max_in_flight: (\\d+)", Files.readString(Path.of("config/handshake.yml"))));
    assertThat(Integer.parseInt(value("LimitNOFILE"))).isGreaterThanOrEqualTo(2 * probes);
  }

  /** The unit below a directory that holds what it names, so that nothing need be installed. */
  private Path laidOut(String unit) throws IOException {
    Path java = directory.resolve("java/bin/java");
    Files.createDirectories(java.getParent());
    Files.copy(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        java,
        StandardCopyOption.COPY_ATTRIBUTES);
    return Files.writeString(
        directory.resolve("handshake-exporter.service"), unit.replace(HOME, directory.toString()));
  }

  private static String value(String key) throws IOException {
    List<String> lines =
        Files.readAllLines(UNIT).stream().filter(line -> line.startsWith(key + "=")).toList();
    assertThat(lines).hasSize(1);
    return lines.getFirst().substring(key.length() + 1);
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}
