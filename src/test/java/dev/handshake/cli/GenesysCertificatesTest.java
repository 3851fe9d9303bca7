package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenesysCertificatesTest {
  private final Platform platform = Platform.start(Clock.systemUTC());

  @TempDir private Path directory;
  private Path config = Path.of("handshake.yml");

  @BeforeEach
  void configure() throws IOException {
    config = files().configuration(platform, "revocation_allow: [\"127.0.0.0/8\"]\n");
  }

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void eachCertificateIsShownWithWhoSignedItAndUntilWhen() {
    Session session = certificates();

    assertThat(session.err()).isEmpty();
    assertThat(session.status()).isZero();
    assertThat(session.out())
        .startsWith("acme in lab: 2 client certificates\n")
        .containsPattern("Current +signed by DigiCert\n")
        .containsPattern("Current +signed by Genesys\n")
        .containsPattern("valid +\\d{4}-\\d\\d-\\d\\d to \\d{4}-\\d\\d-\\d\\d, \\d+ days left")
        .containsPattern("clients +yes")
        .containsPattern("crl +fresh, until \\S+, not revoked");
  }

  @Test
  void whyAListTellsNothingIsSaid() throws IOException {
    String text = Files.readString(config);
    Files.writeString(config, text.replace("revocation_allow: [\"127.0.0.0/8\"]\n", ""));

    assertThat(certificates().out())
        .containsPattern("crl +not to be had, .*: its address is not\\s+public");
    JsonNode answer = new ObjectMapper().readTree(certificates("--output=json").out());
    assertThat(answer.at("/certificates/0/crl/why").asText()).contains("is not public");
  }

  @Test
  void aGatewayThatLacksTheNextRootIsNotReady() throws IOException {
    platform.certificates().state(PlatformCertificates.State.UPCOMING);
    Path today =
        roots("today.pem", List.of(platform.pki().publicRoot(), platform.pki().regionalRoot()));
    Path tomorrow =
        roots(
            "tomorrow.pem",
            List.of(
                platform.pki().publicRoot(),
                platform.pki().nextRoot(),
                platform.pki().regionalRoot()));

    Session ready = certificates("--ready-for=" + tomorrow);
    assertThat(ready.status()).isZero();
    assertThat(ready.out()).contains("UPCOMING").doesNotContain("refused");

    Session lacking = certificates("--ready-for=" + today, "--ready-for=" + tomorrow);
    assertThat(lacking.status()).isEqualTo(1);
    assertThat(lacking.lines())
        .filteredOn(line -> line.contains("refused by"))
        .singleElement()
        .asString()
        .contains("today.pem");
  }

  @Test
  void jsonIsOneObjectForEachOrganization() throws IOException {
    Path today = roots("today.pem", List.of(platform.pki().publicRoot()));

    Session session = certificates("--output=json", "--ready-for=" + today);

    assertThat(session.status()).as("the regional root is missing").isEqualTo(1);
    assertThat(session.lines()).hasSize(1);
    JsonNode answer = new ObjectMapper().readTree(session.out());
    assertThat(answer.path("organization").asText()).isEqualTo("acme");
    assertThat(answer.path("certificates")).hasSize(2);
    for (JsonNode one : answer.path("certificates")) {
      boolean digicert = one.path("authority").asText().equals("DigiCert");
      assertThat(one.at("/ready_for/0/accepted").asBoolean()).isEqualTo(digicert);
      assertThat(one.path("client_auth").asBoolean()).isTrue();
      assertThat(one.path("fingerprint_sha256").asText()).hasSize(64);
    }
  }

  @Test
  void anApiThatRefusesIsABadAnswerInWordsWithoutSecrets() {
    platform.tokens().withdraw(PlatformCertificates.PERMISSION);

    Session session = certificates();

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out())
        .contains("FAILED", "permission_denied", "integrations:actionCertificate:view")
        .doesNotContain(platform.secret());
    assertThat(session.err()).doesNotContain(platform.secret());
  }

  @Test
  void anOrganizationThatNobodyConfiguredIsAMisuse() {
    assertThat(certificates("--organization=other"))
        .satisfies(session -> {
          assertThat(session.status()).isEqualTo(2);
          assertThat(session.err()).contains("--organization: other (expected: ");
        });
  }

  @Test
  void theTokenIsGivenBack() {
    assertThat(certificates().status()).isZero();
    assertThat(platform.counts().of("DELETE", "/api/v2/tokens/me")).isEqualTo(1);
  }

  private Session certificates(String... more) {
    return Session.of(
        Stream.concat(
                Stream.of("genesys", "certificates", "--config.file=" + config), Stream.of(more))
            .toArray(String[]::new));
  }

  private PlatformFiles files() {
    return new PlatformFiles(directory);
  }

  private Path roots(String name, Collection<X509Certificate> roots) throws IOException {
    return files().roots(name, roots);
  }
}
