package dev.handshake.resilience;

import static dev.handshake.resilience.Neighbourhood.probes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.AgentProcess;
import dev.handshake.Eventually;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is no room for one byte more: neither for the log nor for temporary files. */
@RequiresProgram({"prlimit", "/dev/full"})
class FullDiskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TARGET = "fine-tls13";

  @TempDir private Path directory;

  /** Native libraries are unpacked into files: without them the JDK's TLS does the work. */
  @Test
  void theLogIsLostAndNothingElse() throws IOException {
    try (Neighbourhood here = Neighbourhood.open(directory, TARGET)) {
      int port = freePort();
      String address = "127.0.0.1:" + port;
      Path temporary = Files.createDirectory(directory.resolve("tmp"));
      try (Program agent =
          AgentProcess.under(
              List.of("prlimit", "--fsize=0", "sh", "-c", "exec \"$@\" >/dev/full 2>&1", "sh"),
              List.of("-Djava.io.tmpdir=" + temporary),
              "run",
              "--config.file=" + here.configuration(),
              "--web.listen-address=" + address)) {
        Surface surface = new Surface(port);
        Eventually.holds(
            PATIENCE,
            () -> assertThat(probes(surface, TARGET, "success")).isGreaterThanOrEqualTo(3));
        assertThat(surface.json("/api/v1/targets/" + TARGET).at("/last/connection/engine").asText())
            .isEqualTo("jdk");
        assertThat(probes(surface, TARGET, "failure")).isZero();
        here.configure("  - {name: another, address: '127.0.0.1:1', module: lab}\n");
        assertThat(surface.post("/-/reload").statusCode()).isEqualTo(200);
        assertThat(surface.get("/api/v1/targets/another").statusCode()).isEqualTo(200);
        agent.terminate();
        assertThat(agent.exit(PATIENCE)).hasValue(0);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
