package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.lab.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenesysAuditTest {
  private final Platform platform = Platform.start(Clock.systemUTC());

  @TempDir private Path directory;
  private Path config = Path.of("handshake.yml");

  @BeforeEach
  void configure() throws IOException {
    config = new PlatformFiles(directory).configuration(platform, "");
    platform
        .audits()
        .changed("Integrations", "Integration", "Update", "CRM \u202egateway\u001b[2J");
    platform.audits().changed("PeoplePermissions", "Role", "Update", "somebody's role");
  }

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void theChangesThatCertificatesDependOnAreShownAndHostileNamesAreHarmless() {
    Session session = audit();

    assertThat(session.status()).isZero();
    assertThat(session.lines().getFirst()).isEqualTo("acme: 1 change in 24h");
    assertThat(session.out())
        .contains("Integrations Integration  Update", "CRM \\u202egateway\\u001b[2J")
        .doesNotContain("\u202e", "\u001b", "somebody's role", platform.secret());
  }

  @Test
  void jsonIsOneObjectForEachChange() throws IOException {
    Session session = audit("--output=json", "--since=1h");

    assertThat(session.lines()).hasSize(1);
    JsonNode event = new ObjectMapper().readTree(session.out());
    assertThat(event.path("organization").asText()).isEqualTo("acme");
    assertThat(event.path("entity_type").asText()).isEqualTo("Integration");
    assertThat(event.path("outcome").asText()).isEqualTo("SUCCESS");
  }

  @Test
  void aMissingPermissionIsABadAnswer() {
    platform.tokens().withdraw("audits:audit:view");

    Session session = audit();

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out()).contains("FAILED", "permission_denied", "audits:audit:view");
  }

  private Session audit(String... more) {
    return Session.of(
        Stream.concat(Stream.of("genesys", "audit", "--config.file=" + config), Stream.of(more))
            .toArray(String[]::new));
  }
}
