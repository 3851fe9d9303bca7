package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformCertificates;
import dev.handshake.lab.PlatformFault;
import dev.handshake.lab.PlatformGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the platform's API adds to the report on a gateway. */
class GenesysGatewayPlatformTest {
  private final Platform platform = Platform.start(Clock.systemUTC());

  @TempDir private Path directory;
  private Path config = Path.of("handshake.yml");

  @BeforeEach
  void configure() throws IOException {
    config =
        files()
            .configuration(
                platform,
                """
                revocation_allow: ["127.0.0.0/8"]
                targets:
                  - {name: ready, address: "%s", trust: lab, http: {path: /health}}
                """
                    .formatted(gateway().endpoint()));
  }

  @AfterEach
  void close() {
    platform.close();
  }

  @Test
  void thePlatformsTrustStoreIsComparedWithTheGatewaysRoot() throws IOException {
    assertThat(checks(report()).get("platform")).containsExactly("fine");

    platform.certificates().trust(List.of(platform.pki().publicRoot()));
    Session unknown = report();
    assertThat(checks(unknown).get("platform")).containsExactly("bad");
    assertThat(unknown.status()).isEqualTo(1);
  }

  @Test
  void eachClientCertificateIsJudgedByTheRootsThatTheGatewayIsSaidToHave() throws IOException {
    platform.certificates().state(PlatformCertificates.State.UPCOMING);
    Path today = roots("today.pem", List.of(platform.pki().publicRoot()));
    Path tomorrow =
        roots("tomorrow.pem", List.of(platform.pki().publicRoot(), platform.pki().nextRoot()));

    assertThat(texts(report("--client-roots.file=" + today)))
        .anyMatch(text -> text.matches("fine With these roots it accepts the Current .*DigiCert.*"))
        .anyMatch(text -> text.matches("bad With these roots it refuses the Upcoming .*DigiCert.*"))
        .as("it is called with DigiCert's")
        .anyMatch(
            text -> text.matches("noted With these roots it refuses the Current .*Genesys.*"));
    assertThat(texts(report("--client-roots.file=" + tomorrow)))
        .anyMatch(
            text -> text.matches("fine With these roots it accepts the Upcoming .*DigiCert.*"));
  }

  @Test
  void namesAloneAreNeverAVerdict() throws IOException {
    Session session = report();
    assertThat(checks(session).get("client")).isNotEmpty().containsOnly("noted");
  }

  @Test
  void anApiThatDoesNotAnswerIsSaidAndNoFaultOfTheGateway() throws IOException {
    platform.faults().everywhere(PlatformFault.status(403));
    Session session = report();
    assertThat(checks(session).get("platform")).containsExactly("noted", "noted");
    assertThat(session.out()).doesNotContain(platform.secret());
  }

  @Test
  void anOrganizationThatIsNotThereIsWrongUsage() {
    Session session = report("--organization=nobody");
    assertThat(session.status()).isEqualTo(2);
    assertThat(session.err()).contains("--organization: nobody");
  }

  private PlatformGateway gateway() {
    return platform.gateways().named(PlatformGateway.READY);
  }

  private Session report(String... options) {
    return Session.of(
        Stream.concat(
                Stream.of(
                    "genesys",
                    "gateway",
                    gateway().endpoint().toString(),
                    "--config.file=" + config,
                    "--output=json"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static Map<String, List<String>> checks(Session session) throws IOException {
    return each(session)
        .collect(
            Collectors.groupingBy(
                check -> check.path("check").asText(),
                Collectors.mapping(check -> check.path("result").asText(), Collectors.toList())));
  }

  private static List<String> texts(Session session) throws IOException {
    return each(session)
        .map(check -> check.path("result").asText() + " " + check.path("text").asText())
        .toList();
  }

  private static Stream<JsonNode> each(Session session) throws IOException {
    JsonNode report = new ObjectMapper().readTree(session.out());
    return StreamSupport.stream(report.path("checks").spliterator(), false);
  }

  private PlatformFiles files() {
    return new PlatformFiles(directory);
  }

  private Path roots(String name, Collection<X509Certificate> roots) throws IOException {
    return files().roots(name, roots);
  }
}
