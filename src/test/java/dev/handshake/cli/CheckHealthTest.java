package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.ScriptedHttps;
import dev.handshake.ScriptedHttps.Asked;
import dev.handshake.ScriptedHttps.Said;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a container runtime is told by an exit status. */
class CheckHealthTest {
  private final Instant now = Instant.now();
  private final HeldCertificate root = HeldCertificate.named("Root", now).authority().mint();
  private final HeldCertificate agent =
      HeldCertificate.named("agent", now).dns("agent.example.com").issuedBy(root).mint();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK, 0, 200",
    "HTTP/1.1 503 Service Unavailable, 1, 503",
    "HTTP/1.1 401 Unauthorized, 1, 401",
    "HTTP/1.0 200 OK, 0, 200",
    "HTTP/1.1 302 Found, 1, 302",
    "SSH-2.0-OpenSSH_9.2, 1, no answer in HTTP",
    "'', 1, no answer",
  })
  void oneAnswerAloneIsFine(String line, int status, String said) throws Exception {
    try (PlainServer server = new PlainServer(line + "\r\n\r\n")) {
      Session session = health("--url=http://127.0.0.1:" + server.port());
      assertThat(session.status()).isEqualTo(status);
      assertThat(session.out())
          .isEqualTo("http://127.0.0.1:%d/-/healthy: %s\n".formatted(server.port(), said));
      assertThat(session.err()).isEmpty();
    }
  }

  @Test
  void whereNobodyListensItIsNotWell() throws Exception {
    int port;
    try (PlainServer closed = new PlainServer("")) {
      port = closed.port();
    }
    Session session = health("--url=http://127.0.0.1:" + port);
    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out()).contains("Connection refused");
  }

  /** Neither silence nor a byte now and then holds it longer than it was told to wait. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void theWholeIsBoundedInTime(boolean drips) throws Exception {
    try (PlainServer server = new PlainServer(drips)) {
      Session session = health("--url=http://127.0.0.1:" + server.port(), "--timeout=300ms");
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out()).endsWith(": no answer in time\n");
    }
  }

  @Test
  void whatIsAskedIsHealthOrReadinessBelowTheUrl() throws Exception {
    try (ScriptedHttps server = agent()) {
      assertThat(secure(server).status()).isZero();
      assertThat(secure(server, "--ready").status()).isZero();
      String below = "--url=https://127.0.0.1:" + server.port() + "/behind/";
      assertThat(health(below, trust(), "--server-name=agent.example.com").status()).isZero();
      assertThat(server.asked())
          .extracting(asked -> asked.method() + " " + asked.path())
          .containsExactly("GET /-/healthy", "GET /-/ready", "GET /behind/-/healthy");
    }
  }

  @Test
  void theServersNameIsVerified() throws Exception {
    try (ScriptedHttps server = agent()) {
      Session session = health("--url=https://127.0.0.1:" + server.port(), trust());
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out()).contains("127.0.0.1");
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void theServersChainIsVerified() throws Exception {
    HeldCertificate other = HeldCertificate.named("Other", now).authority().mint();
    try (ScriptedHttps server = agent()) {
      Session session =
          health(
              "--url=https://127.0.0.1:" + server.port(),
              "--server-name=agent.example.com",
              "--trust.file=" + file("other.pem", other.certificatePem()));
      assertThat(session.status()).isEqualTo(1);
      assertThat(session.out()).contains("certification path");
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void aUserComesFromAFileAndIsNowhereShown() throws Exception {
    try (ScriptedHttps server = agent()) {
      Session session = secure(server, "--user.file=" + file("user", "probe:öffne dich\n"));
      assertThat(session.status()).isZero();
      assertThat(session.out() + session.err()).doesNotContain("probe").doesNotContain("dich");
      assertThat(server.asked())
          .extracting(Asked::authorization)
          .containsExactly(Optional.of("Basic cHJvYmU6w7ZmZm5lIGRpY2g="));
    }
  }

  @Test
  void aClientCertificateIsShown() throws Exception {
    HeldCertificate client = HeldCertificate.named("health", now).issuedBy(root).mint();
    try (ScriptedHttps server =
        ScriptedHttps.start(
            agent, root.certificate(), TlsVersion.TLS_1_3, _ -> Optional.of(Said.of(200, "")))) {
      assertThat(secure(server).status()).isEqualTo(1);
      assertThat(
              secure(
                      server,
                      "--certificate.file=" + file("client.pem", client.chainPem()),
                      "--key.file=" + file("client.key", client.keyPem()))
                  .status())
          .isZero();
    }
  }

  private ScriptedHttps agent() {
    return ScriptedHttps.start(agent, _ -> Optional.of(Said.of(200, "healthy\n")));
  }

  private Session secure(ScriptedHttps server, String... more) throws IOException {
    List<String> options =
        List.of(
            "--url=https://127.0.0.1:" + server.port(), "--server-name=agent.example.com", trust());
    return health(Stream.of(options, List.of(more)).flatMap(List::stream).toArray(String[]::new));
  }

  private static Session health(String... options) {
    List<String> arguments = new ArrayList<>(List.of("check", "health"));
    arguments.addAll(List.of(options));
    if (Arrays.stream(options).noneMatch(option -> option.startsWith("--timeout="))) {
      arguments.add("--timeout=60s");
    }
    return Session.of(arguments.toArray(String[]::new));
  }

  private String trust() throws IOException {
    return "--trust.file=" + file("roots.pem", root.certificatePem());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  /** A server that answers each connection with the same bytes, or with one now and then. */
  private static final class PlainServer implements AutoCloseable {
    private final ServerSocket server;
    private final String answer;
    private final boolean slowly;

    PlainServer(String answer) throws IOException {
      this(answer, false);
    }

    PlainServer(boolean drips) throws IOException {
      this(drips ? "H".repeat(1000) : "", true);
    }

    private PlainServer(String answer, boolean slowly) throws IOException {
      this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      this.answer = answer;
      this.slowly = slowly;
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return server.getLocalPort();
    }

    private void serve() {
      try (Socket socket = server.accept()) {
        for (byte next : answer.getBytes(StandardCharsets.ISO_8859_1)) {
          socket.getOutputStream().write(next);
          if (slowly) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
          }
        }
        if (slowly) {
          var _ = socket.getInputStream().readAllBytes();
        } else {
          socket.shutdownOutput();
          var _ = socket.getInputStream().readAllBytes();
        }
      } catch (IOException gone) {
        // The client has had enough, or the test is over.
      }
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
