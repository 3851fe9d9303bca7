package dev.handshake.resilience;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.AgentProcess;
import dev.handshake.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half an agent is worse than none: where memory runs out, its supervisor starts it again. */
class OutOfMemoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MORE_THAN_THERE_IS_ROOM_FOR = 60_000;

  @TempDir private Path directory;

  @Test
  void endsTheProcessWithAStatusThatSaysSo() throws IOException {
    String targets =
        IntStream.range(0, MORE_THAN_THERE_IS_ROOM_FOR)
            .mapToObj(number -> "{address: '127.0.0.1:1', name: t%d}".formatted(number))
            .collect(joining(", ", "targets: [", "]\nweb: {listen: '127.0.0.1:0'}\n"));
    Path file = Files.writeString(directory.resolve("handshake.yml"), targets);
    List<String> options =
        new ArrayList<>(Files.readAllLines(Path.of("src", "image", "java.options")));
    options.add("-Xmx24m");
    try (Program agent = AgentProcess.under(List.of(), options, "run", "--config.file=" + file)) {
      assertThat(agent.exit(PATIENCE)).as(agent.output()).hasValue(3);
      assertThat(agent.output()).contains("java.lang.OutOfMemoryError");
    }
  }
}
