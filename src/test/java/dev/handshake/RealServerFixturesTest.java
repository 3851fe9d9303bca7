package dev.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servers of the tests serve, and say so to curl and openssl. */
@RequiresProgram({"gnutls-serv", "haproxy", "stunnel", "openssl", "curl"})
class RealServerFixturesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static Path certificate;
  private static Path key;
  private static Path both;

  @BeforeAll
  static void mint() throws Exception {
    HeldCertificate held = HeldCertificate.named("server", Instant.now()).ip("127.0.0.1").mint();
    certificate = Files.writeString(directory.resolve("server.pem"), held.chainPem());
    key = Files.writeString(directory.resolve("server.key"), held.keyPem());
    both = Files.writeString(directory.resolve("both.pem"), held.chainPem() + held.keyPem());
  }

  @Test
  void gnutlsAnswersInHttp() {
    try (GnutlsServer server =
        GnutlsServer.start(
            List.of(
                "--http",
                "--x509certfile",
                certificate.toString(),
                "--x509keyfile",
                key.toString()))) {
      assertThat(curl(server.port())).startsWith("HTTP/1.0 200 OK");
    }
  }

  @Test
  void everyFrontendOfHaproxyAnswersInHttp() {
    try (HaproxyServer server =
        HaproxyServer.start(directory, List.of("crt " + both, "crt " + both))) {
      assertThat(curl(server.port(0))).startsWith("HTTP/1.1 200 OK");
      assertThat(curl(server.port(1))).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void everyServiceOfStunnelSendsBackWhatItIsSent() {
    String service = "cert = " + certificate + "\nkey = " + key;
    try (StunnelServer server = StunnelServer.start(directory, List.of(service, service))) {
      assertThat(echo(server.port(0))).contains("a word");
      assertThat(echo(server.port(1))).contains("a word");
    }
  }

  private static String curl(int port) {
    return Program.run(
        PATIENCE, List.of("curl", "-s", "-i", "-k", "https://127.0.0.1:" + port + "/"));
  }

  private static String echo(int port) {
    try (Program client =
        Program.start("openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + port)) {
      client.tell("a word\n");
      client.says(Pattern.compile("a word"), PATIENCE);
      return client.output();
    }
  }
}
