package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Eventually;
import dev.handshake.Surface;
import dev.handshake.config.ConfigReader;
import dev.handshake.credential.Identity;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformGateway;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What regions and gateways of a configuration file come to, against a stand-in for them. */
class ConfiguredPlatformTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path directory;
  private static Platform platform;
  private static Street street;
  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() throws IOException {
    platform = Platform.start(Clock.systemUTC());
    street =
        Street.start(
            LabPki.mint(Instant.now()), List.of(Scenarios.named("must-refuse-never-asks")));
    List<Object> roots = new ArrayList<>(platform.roots().anchors());
    roots.addAll(street.roots().anchors());
    Identity.Usable identity = platform.pki().identity();
    write("roots.pem", pem(roots));
    write("probe.pem", pem(identity.chain()));
    write("probe.key", pem(List.of(new JcaPKCS8Generator(identity.key(), null))));
    Path file = write("handshake.yml", text());
    Map<String, String> environment = Map.of("SECRET", platform.gateways().secret());
    agent =
        Agent.start(
            Plan.of(ConfigReader.load(file, environment::get, Instant.now())), Clock.systemUTC());
    surface = new Surface(agent.port());
  }

  @AfterAll
  static void stop() {
    agent.close();
    street.close();
    platform.close();
  }

  @Test
  void eachHostOfARegionIsProbed() {
    for (String host : List.of("login", "api", "apps")) {
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(
                      surface.value(
                          "tls_probe_success",
                          Map.of(
                              "target",
                              "genesys-lab-" + host,
                              "genesys_region",
                              "lab",
                              "genesys_host",
                              host)))
                  .isEqualTo(1));
    }
    assertThat(surface.json("/api/v1/targets/genesys-lab-api").at("/last/http/status").asInt())
        .isEqualTo(401);
  }

  @Test
  void aGatewayThatIsStrictPassesAllOfItsChecks() {
    for (String check : List.of("ready", "ready-refuses-none", "ready-refuses-stranger")) {
      Eventually.holds(
          PATIENCE,
          () -> assertThat(last(check).at("/success").asBoolean()).as(said(check)).isTrue());
    }
    assertThat(surface.value("tls_probe_latency_budget_seconds", Map.of("target", "ready")))
        .isEqualTo(4);
  }

  @Test
  void aGatewayThatWantsATokenTurnsAwayWhoHasNone() {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(last("token-refuses-no-token").at("/success").asBoolean())
                .as(said("token-refuses-no-token"))
                .isTrue());
    assertThat(
            surface.json("/api/v1/targets/token-refuses-no-token").at("/last/http/status").asInt())
        .isEqualTo(401);
  }

  @Test
  void aGatewayThatLetsEverybodyInIsFoundOut() {
    Eventually.holds(
        PATIENCE,
        () -> assertThat(surface.value("tls_probe_success", Map.of("target", "lax"))).isEqualTo(1));
    for (String check : List.of("lax-refuses-none", "lax-refuses-stranger")) {
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(last(check).at("/reason").asText())
                  .as(said(check))
                  .isEqualTo("mtls_not_enforced"));
    }
  }

  private static JsonNode last(String target) {
    return surface.json("/api/v1/targets/" + target).at("/last");
  }

  private static String said(String target) {
    return target + ": " + last(target).at("/summary").asText();
  }

  private static String text() {
    PlatformGateway ready = platform.gateways().named(PlatformGateway.READY);
    PlatformGateway token = platform.gateways().named(PlatformGateway.TOKEN);
    return """
    web: {listen: "127.0.0.1:0"}
    probe: {interval: 1s}
    trust: {lab: {files: [roots.pem]}}
    identities: {probe: {certificate: probe.pem, key: probe.key}}
    modules: {genesys_login: {trust: lab}, genesys_api: {trust: lab}, genesys_apps: {trust: lab}}
    genesys:
      regions: [lab]
      custom_regions: {lab: {login: "LOGIN", api: "API", apps: "APPS"}}
      gateways:
        - {name: ready, address: "READY", trust: lab, identity: probe, path: /health, budget: 4s}
        - {name: lax, address: "LAX", server_name: NAME, trust: lab, identity: probe}
        - name: token
          address: "TOKEN"
          trust: lab
          identity: probe
          path: /health
          oauth: {token_url: "URL", client_id: gateway-probe, client_secret: "${SECRET}", trust: lab}
    """
        .replace("LOGIN", platform.region().login().toString())
        .replace("APPS", platform.region().apps().toString())
        .replace("API", platform.region().api().toString())
        .replace("READY", ready.endpoint().toString())
        .replace("TOKEN", token.endpoint().toString())
        .replace("URL", platform.gateways().oauth().tokenUrl().toString())
        .replace("LAX", street.house("must-refuse-never-asks").target().endpoint().toString())
        .replace("NAME", LabPki.SERVER_NAME);
  }

  private static String pem(Collection<?> things) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object thing : things) {
        writer.writeObject(thing);
      }
    }
    return text.toString();
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
