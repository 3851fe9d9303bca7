package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code run}. */
class RunCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void logsToStandardErrorAloneAndEndsWithZeroWhenTold() throws Exception {
    Path config = closedPort();
    try (Child agent =
        Child.start(
            directory,
            "run",
            "--config.file=" + config,
            "--web.listen-address=127.0.0.1:0",
            "--log.format=json")) {
      agent.logs(Pattern.compile("\"msg\":\"target fails\""), PATIENCE);
      agent.terminate();
      assertThat(agent.exit(PATIENCE)).isZero();
      assertThat(agent.out()).isEmpty();

      ObjectMapper json = new ObjectMapper();
      for (String line : agent.err().lines().toList()) {
        JsonNode event = json.readTree(line);
        assertThat(event.get("ts").textValue()).endsWith("Z");
        assertThat(event.get("level").textValue()).isIn("info", "warn");
      }
      assertThat(agent.err())
          .contains("\"msg\":\"agent started\"")
          .contains("\"reason\":\"connect_refused\"")
          .contains("\"msg\":\"agent stopped\"");
    }
  }

  @Test
  void saysOnlyErrorsWhereThatIsTheLevel() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Child agent =
            Child.start(
                directory,
                "run",
                "--config.file=" + watching(server),
                "--web.listen-address=127.0.0.1:0",
                "--log.level=error")) {
      server.setSoTimeout((int) PATIENCE.toMillis());
      server.accept().close();
      server.accept().close();
      agent.terminate();
      assertThat(agent.exit(PATIENCE)).isZero();
      assertThat(agent.err()).isEmpty();
    }
  }

  @Test
  void endsInOrderWhereItsThreadIsInterrupted() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Path config = watching(server);
      CompletableFuture<Session> ended = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .start(() ->
                  ended.complete(
                      Session.of(
                          "run",
                          "--config.file=" + config,
                          "--web.listen-address=127.0.0.1:0",
                          "--log.level=error")));
      server.setSoTimeout((int) PATIENCE.toMillis());
      server.accept().close();
      assertThat(interrupted(thread, ended)).isEqualTo(new Session(0, "", ""));
    }
  }

  @Test
  void anAddressThatIsTakenIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Session session =
          Session.of("run", "--config.file=" + closedPort(), "--web.listen-address=" + address);
      assertThat(session.status()).isEqualTo(2);
      assertThat(session.out()).isEmpty();
      assertThat(session.err())
          .startsWith("handshake-exporter: web.listen: " + address + " (expected: ");
      assertThat(session.err().lines()).hasSize(1);
    }
  }

  @Test
  void aBadConfigurationStartsNothing() throws Exception {
    Path config = Files.writeString(directory.resolve("bad.yml"), "tarhets: []\nprobe: 7\n");
    Session session = Session.of("run", "--config.file=" + config);
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.out()).isEmpty();
    assertThat(session.err().lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith(config + ":1").contains("tarhets"),
            second -> assertThat(second).startsWith(config + ":2").contains("probe"));
  }

  /** The agent may not have got as far as to wait when the first probe comes. */
  private static Session interrupted(Thread thread, CompletableFuture<Session> ended)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (thread.getState() == Thread.State.WAITING) {
        thread.interrupt();
        return ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      Thread.onSpinWait();
    }
    throw new TimeoutException("the command waits for nothing: " + thread.getState());
  }

  private Path watching(ServerSocket server) throws Exception {
    return Files.writeString(
        directory.resolve("watching.yml"),
        """
        probe: {interval: 1s, timeout: 1s, confirm_after: 1s}
        targets: [{name: watched, address: "127.0.0.1:%d"}]
        """
            .formatted(server.getLocalPort()));
  }

  private Path closedPort() throws Exception {
    return Files.writeString(
        directory.resolve("closed.yml"),
        """
        probe: {interval: 1s, timeout: 1s, confirm_after: 1s}
        targets: [{name: closed, address: "127.0.0.1:1"}]
        """);
  }
}
