package dev.handshake.resilience;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.AgentProcess;
import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.Surface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while probes and answers are under way. */
class TerminationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** After which container runtimes kill. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** Enough for an answer that no socket's buffers hold. */
  private static final int TARGETS = 500;

  private static final int READERS = 4;
  private static final int GLANCE = 1000;
  private static final int RECEIVED = 16_384;

  @TempDir private Path directory;

  @Test
  void endsInTimeAndInOrderAndFinishesWhatItBegan() throws IOException {
    try (Neighbourhood here = Neighbourhood.open(directory, "fine-tls13", "silence")) {
      String silent = here.street().house("silence").target().endpoint().toString();
      here.configure(
          IntStream.range(0, TARGETS)
              .mapToObj(number -> "  - {name: s%d, address: '%s'}\n".formatted(number, silent))
              .collect(joining()));
      try (Program agent = AgentProcess.run(here.configuration())) {
        Surface surface = AgentProcess.surface(agent);
        Eventually.holds(PATIENCE, () -> assertThat(inFlight(surface)).isGreaterThanOrEqualTo(10));
        List<Socket> readers = new ArrayList<>();
        List<String> begun = new ArrayList<>();
        for (int number = 0; number < READERS; number++) {
          Socket reader = reader(surface.port());
          readers.add(reader);
          begun.add(text(reader.getInputStream().readNBytes(GLANCE)));
        }
        long told = System.nanoTime();
        agent.terminate();
        for (int number = 0; number < READERS; number++) {
          try (Socket reader = readers.get(number)) {
            String answer = begun.get(number) + text(reader.getInputStream().readAllBytes());
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n0\r\n\r\n");
          }
        }
        assertThat(agent.exit(LONGEST)).as(agent.output()).hasValue(0);
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(LONGEST);
        assertThat(agent.output()).contains("agent stopped").doesNotContain("level=error");
      }
    }
  }

  /** Somebody who has asked and takes little at a time. */
  private static Socket reader(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(RECEIVED);
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    socket
        .getOutputStream()
        .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static double inFlight(Surface surface) {
    return surface.value("handshake_exporter_probes_in_flight", Map.of());
  }
}
