package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.OpensslServer;
import dev.handshake.RequiresProgram;
import dev.handshake.lab.HeldCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code probe} against a server that is none of ours. */
@RequiresProgram("openssl")
class OpensslProbeTest {
  @TempDir static Path directory;
  private static Path roots;
  private static Path certificate;
  private static Path key;

  @BeforeAll
  static void mint() throws Exception {
    Instant now = Instant.now();
    HeldCertificate root = HeldCertificate.named("Root", now).authority().mint();
    HeldCertificate server =
        HeldCertificate.named("server", now).ip("127.0.0.1").issuedBy(root).mint();
    roots = Files.writeString(directory.resolve("roots.pem"), root.certificatePem());
    certificate = Files.writeString(directory.resolve("server.pem"), server.chainPem());
    key = Files.writeString(directory.resolve("server.key"), server.keyPem());
  }

  @Test
  void aCertificateThatIsMissingInTls13IsNamedWithTheAlert() throws Exception {
    try (OpensslServer server = serve("-Verify", "1", "-tls1_3")) {
      String address = "127.0.0.1:" + server.port();
      Session text = Session.of("probe", "--trust.file=" + roots, address);
      assertThat(text.status()).isEqualTo(1);
      assertThat(text.lines().getFirst())
          .isEqualTo("FAILED  " + address + "  client_certificate_required in confirm");
      assertThat(text.lines()).contains("  alert   116 certificate_required, received");

      JsonNode json =
          new ObjectMapper()
              .readTree(
                  Session.of("probe", "--output=json", "--trust.file=" + roots, address).out());
      assertThat(json.get("reason").textValue()).isEqualTo("client_certificate_required");
      assertThat(json.get("alert").get("code").intValue()).isEqualTo(116);
      assertThat(json.get("alert").get("name").textValue()).isEqualTo("certificate_required");
      assertThat(json.get("alert").get("direction").textValue()).isEqualTo("received");
    }
  }

  @Test
  void whatAlpnChoseIsTold() throws Exception {
    try (OpensslServer server = serve("-alpn", "http/1.1", "-www")) {
      Path file =
          Files.writeString(
              directory.resolve("alpn.yml"),
              """
              trust: {own: {files: [%s]}}
              targets: [{name: www, address: "127.0.0.1:%d", trust: own, http: {path: /}}]
              """
                  .formatted(roots, server.port()));
      Session session = Session.of("probe", "--output=json", "--config.file=" + file);
      assertThat(session.status()).as(session.out()).isZero();
      JsonNode json = new ObjectMapper().readTree(session.out());
      assertThat(json.get("connection").get("alpn").textValue()).isEqualTo("http/1.1");
      assertThat(json.get("http").get("status").intValue()).isEqualTo(200);
      assertThat(Session.of("probe", "--config.file=" + file).out())
          .contains(", ALPN http/1.1, by ")
          .containsPattern("\n  http    HTTP/1\\.[01] 200\n");
    }
  }

  private static OpensslServer serve(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("-cert", certificate.toString(), "-key", key.toString()));
    arguments.addAll(List.of(more));
    return OpensslServer.start(arguments);
  }
}
