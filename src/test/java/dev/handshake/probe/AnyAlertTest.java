package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.cli.Session;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.TlsVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command {@code probe} names what is wrong with our certificate, whatever the server says of
 * it: any alert about a certificate, or a mere end. The server names no authorities.
 */
class AnyAlertTest {
  private static final int[] ALERTS = {40, 42, 43, 45, 46, 48, 49, 51, 116};

  @TempDir static Path directory;
  private static final List<ScriptedServer> SERVERS = new ArrayList<>();
  private static final List<String> ADDRESSES = new ArrayList<>();
  private static Instant now;
  private static HeldCertificate root;
  private static Path roots;

  @BeforeAll
  static void serve() throws Exception {
    now = Instant.now();
    root = authority("Root");
    roots = Files.writeString(directory.resolve("roots.pem"), root.certificatePem());
    HeldCertificate server =
        HeldCertificate.named("server", now).ip("127.0.0.1").issuedBy(root).mint();
    for (TlsVersion version : List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)) {
      serve(server, version, OptionalInt.empty());
      for (int alert : ALERTS) {
        serve(server, version, OptionalInt.of(alert));
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (ScriptedServer server : SERVERS) {
      server.close();
    }
  }

  @Test
  void anExpiredCertificateIsExpired() throws Exception {
    HeldCertificate expired =
        client()
            .valid(now.minus(Duration.ofDays(90)), now.minus(Duration.ofDays(1)))
            .issuedBy(root)
            .mint();

    assertThat(reasons(shown(expired))).containsOnly("client_certificate_expired");
  }

  @Test
  void aCertificateThatIsNotYetValidIsNotYetValid() throws Exception {
    HeldCertificate early =
        client()
            .valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)))
            .issuedBy(root)
            .mint();

    assertThat(reasons(shown(early))).containsOnly("client_certificate_not_yet_valid");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsUntrusted() throws Exception {
    HeldCertificate untrusted = client().issuedBy(authority("Other Root")).mint();

    assertThat(reasons(shown(untrusted))).containsOnly("client_certificate_untrusted");
  }

  @Test
  void aCertificateForServersHasTheWrongUsage() throws Exception {
    HeldCertificate server =
        HeldCertificate.named("server only", now)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .issuedBy(root)
            .mint();

    assertThat(reasons(shown(server))).containsOnly("client_certificate_wrong_eku");
  }

  @Test
  void anAbsentCertificateIsRequired() throws Exception {
    assertThat(reasons(List.of())).containsOnly("client_certificate_required");
  }

  @Test
  void aRevokedCertificateIsWhatTheServerSaysItIs() throws Exception {
    int before = SERVERS.size();
    HeldCertificate server =
        HeldCertificate.named("server", now).ip("127.0.0.1").issuedBy(root).mint();
    serve(server, TlsVersion.TLS_1_2, OptionalInt.of(44));
    serve(server, TlsVersion.TLS_1_3, OptionalInt.of(44));
    List<String> addresses = List.copyOf(ADDRESSES.subList(before, before + 2));
    ADDRESSES.removeAll(addresses);

    assertThat(reasons(shown(client().issuedBy(root).mint()), addresses))
        .containsOnly("client_certificate_revoked");
  }

  private static void serve(HeldCertificate shown, TlsVersion version, OptionalInt alert) {
    ScriptedServer server =
        ScriptedServer.start(socket -> {
          HandmadeTls tls = new HandmadeTls(socket, shown).hello();
          if (version == TlsVersion.TLS_1_3) {
            tls.flight(true).flush().readClientFlight();
          } else {
            tls.flight12(true).flush().readRecord();
          }
          if (alert.isPresent()) {
            tls.alert(2, alert.getAsInt()).flush();
          }
          ScriptedServer.finish(socket);
        });
    SERVERS.add(server);
    ADDRESSES.add("127.0.0.1:" + server.port());
  }

  private static List<String> reasons(List<String> options) throws Exception {
    return reasons(options, ADDRESSES);
  }

  private static List<String> reasons(List<String> options, List<String> addresses)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("probe", "--output=json", "--trust.file=" + roots));
    arguments.addAll(options);
    arguments.addAll(addresses);
    Session session = Session.of(arguments.toArray(String[]::new));
    assertThat(session.status()).as(session.err()).isEqualTo(1);
    List<String> reasons = new ArrayList<>();
    for (String line : session.lines()) {
      JsonNode report = new ObjectMapper().readTree(line);
      reasons.add(report.path("reason").asText(line));
    }
    assertThat(reasons).hasSameSizeAs(addresses);
    return reasons;
  }

  private static List<String> shown(HeldCertificate held) throws Exception {
    Path certificate = Files.writeString(directory.resolve("client.pem"), held.chainPem());
    Path key = Files.writeString(directory.resolve("client.key"), held.keyPem());
    return List.of("--certificate.file=" + certificate, "--key.file=" + key);
  }

  private static HeldCertificate.Builder client() {
    return HeldCertificate.named("client", now).purposes(KeyPurposeId.id_kp_clientAuth);
  }

  private static HeldCertificate authority(String name) {
    return HeldCertificate.named(name, now)
        .valid(now.minus(Duration.ofDays(90)), now.plus(Duration.ofDays(900)))
        .authority()
        .mint();
  }
}
