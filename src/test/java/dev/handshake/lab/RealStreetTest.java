package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.NginxServer;
import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.Street.House;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that the world runs provoke what the lab's rows say, by the word of another client. */
@RequiresProgram({"nginx", "openssl", "stdbuf", "curl"})
class RealStreetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path directory;

  private static RealStreet street;

  @BeforeAll
  static void start() throws IOException {
    street = RealStreet.open(LabPki.mint(Instant.now()), directory);
  }

  @AfterAll
  static void stop() {
    street.close();
  }

  static Stream<House> served() {
    return Stream.concat(street.byNginx().stream(), street.byOpenssl().stream());
  }

  @ParameterizedTest
  @MethodSource("served")
  void opensslAgrees(House house) {
    SecondOpinion.confirm(house.scenario(), house.target(), street.files());
  }

  @Test
  void bothServersServeTheirShare() {
    assertThat(street.byNginx()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(street.byOpenssl()).hasSizeGreaterThanOrEqualTo(10);
  }

  @Test
  void curlIsLetInWithTheRightCertificateOnly() {
    assertThat(curl(ClientCertificate.ACCEPTED)).contains("HTTP/1.1 200");
    assertThat(curl(ClientCertificate.UNTRUSTED)).contains("HTTP/1.1 400", "certificate error");
    assertThat(curl(ClientCertificate.EXPIRED)).contains("HTTP/1.1 400", "certificate error");
    assertThat(curl(ClientCertificate.WRONG_EKU)).contains("HTTP/1.1 400", "certificate error");
  }

  @Test
  void theLogTellsAResumedSessionFromAFullHandshake() {
    House house = nginx("fine-ecdsa");
    int port = house.target().endpoint().port();
    int before = street.nginx().accesses(port, 0).size();
    Path session = directory.resolve("session.pem");
    fetch(house, "-sess_out", session);
    fetch(house, "-sess_in", session);
    fetch(house, "-sess_out", session);
    assertThat(street.nginx().accesses(port, before + 3).subList(before, before + 3))
        .extracting(NginxServer.Access::reused)
        .containsExactly(false, true, false);
  }

  private static String curl(ClientCertificate shown) {
    House house = nginx("mtls-judged-in-http");
    int port = house.target().endpoint().port();
    return Program.run(
        PATIENCE,
        List.of(
            "curl",
            "-s",
            "-i",
            "--cacert",
            street.files().roots().toString(),
            "--cert",
            street.files().certificate(shown).toString(),
            "--key",
            street.files().key(shown).toString(),
            "--resolve",
            LabPki.SERVER_NAME + ":" + port + ":" + Street.ADDRESS,
            "https://" + LabPki.SERVER_NAME + ":" + port + "/health"));
  }

  private static void fetch(House house, String option, Path session) {
    try (Program client =
        Program.start(
            "openssl",
            "s_client",
            "-tls1_2",
            "-ign_eof",
            "-connect",
            Street.ADDRESS + ":" + house.target().endpoint().port(),
            option,
            session.toString())) {
      client.tell("GET /health HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n");
      assertThat(client.exit(PATIENCE)).as(client.output()).hasValue(0);
    }
  }

  private static House nginx(String name) {
    return street.byNginx().stream()
        .filter(house -> house.scenario().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
