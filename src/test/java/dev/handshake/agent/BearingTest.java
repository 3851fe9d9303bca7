package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.ScriptedHttps;
import dev.handshake.ScriptedHttps.Asked;
import dev.handshake.ScriptedHttps.Said;
import dev.handshake.Surface;
import dev.handshake.address.ProbeAllowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.probe.DnsSettings;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.OauthClient;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Secret;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** An agent whose target wants an access token: it goes to that target alone, and into no page. */
class BearingTest {
  private static final String SECRET = "hunter2-of-the-client";
  private static final String TOKEN = "hunter3-the-token";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ProbeTiming TIMING =
      new ProbeTiming(
          Duration.ofHours(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));

  private static Eavesdropper everything;
  private static ScriptedHttps idp;
  private static ScriptedHttps gateway;
  private static ScriptedHttps elsewhere;
  private static Agent agent;
  private static Surface surface;

  @BeforeAll
  static void start() {
    everything = Eavesdropper.on(Logger.ROOT_LOGGER_NAME);
    LabPki pki = LabPki.mint(Instant.now());
    idp =
        ScriptedHttps.start(
            pki.server(ServerCertificate.FINE), _ -> Optional.of(Said.token(TOKEN, 3600)));
    gateway = ScriptedHttps.start(pki.server(ServerCertificate.FINE), BearingTest::answer);
    elsewhere = ScriptedHttps.start(pki.server(ServerCertificate.FINE), BearingTest::answer);
    Plan plan =
        new Plan(
                List.of(
                    target("crm", gateway, module("bearing", "crm-client")),
                    target("plain", elsewhere, plain())),
                DnsSettings.DEFAULT,
                BreakerSettings.DEFAULT,
                ScheduleSettings.DEFAULT,
                new WebSettings("127.0.0.1", 0)
                    .withProbeAllow(List.of(ProbeAllowance.parse("127.0.0.1"))),
                pki.identities(),
                Map.of(LabPki.TRUST, pki.roots()))
            .withModules(
                Map.of(
                    "bearing", module("bearing", "crm-client"),
                    "other", module("other", "another-client"),
                    "plain", plain()));
    agent = Agent.start(plan, Clock.systemUTC());
    surface = new Surface(agent.port());
    Eventually.holds(
        PATIENCE, () -> assertThat(surface.get("/-/ready").statusCode()).isEqualTo(200));
  }

  @AfterAll
  static void stop() {
    agent.close();
    elsewhere.close();
    gateway.close();
    idp.close();
    everything.close();
  }

  private static Optional<Said> answer(Asked asked) {
    boolean known = asked.authorization().equals(Optional.of("Bearer " + TOKEN));
    return Optional.of(known ? Said.of(200, "fine") : Said.of(401, ""));
  }

  private static ProbeModule plain() {
    return ProbeModule.DEFAULT.withName("plain").withTrust(LabPki.TRUST).withTiming(TIMING);
  }

  private static ProbeModule module(String name, String client) {
    OauthClient oauth =
        new OauthClient(
            URI.create("https://127.0.0.1:" + idp.port() + "/token?key=hunter4"),
            client,
            new Secret.Given(SECRET),
            Optional.empty(),
            LabPki.TRUST,
            Optional.empty());
    HttpCheck check =
        new HttpCheck("GET", "/health", Map.of(), Set.of(200), Duration.ofSeconds(10));
    return plain().withName(name).withHttp(check.withOauth(Optional.of(oauth)));
  }

  private static Target target(String name, ScriptedHttps server, ProbeModule module) {
    return new Target(
        name,
        new Endpoint("127.0.0.1", server.port()),
        LabPki.SERVER_NAME,
        LabPki.SERVER_NAME,
        module,
        new TreeMap<>());
  }

  @Test
  void theTokenIsThereBeforeTheFirstProbe() {
    assertThat(surface.value("tls_probe_success", Map.of("target", "crm"))).isEqualTo(1);
    assertThat(gateway.asked().getFirst().authorization()).contains("Bearer " + TOKEN);
  }

  @Test
  void aTokenIsSentToItsTargetsAlone() {
    String there = "127.0.0.1:" + gateway.port();
    String away = "127.0.0.1:" + elsewhere.port();
    assertThat(probe("crm").body()).contains("probe_success 1");
    assertThat(probe(there, "module", "bearing", "hostname", LabPki.SERVER_NAME).body())
        .contains("probe_success 1");

    HttpResponse<String> foreign = probe(away, "module", "bearing", "hostname", LabPki.SERVER_NAME);
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.body()).contains("module bearing sends an access token");
    assertThat(probe(there, "module", "other", "hostname", LabPki.SERVER_NAME).statusCode())
        .isEqualTo(403);
    assertThat(probe("crm", "hostname", "other.example").statusCode()).isEqualTo(403);
    assertThat(probe("plain", "module", "bearing").statusCode()).isEqualTo(403);
    assertThat(
            probe(
                    "https://" + there + "/admin",
                    "module",
                    "bearing",
                    "hostname",
                    LabPki.SERVER_NAME)
                .statusCode())
        .isEqualTo(403);
    assertThat(elsewhere.asked()).isEmpty();
  }

  @Test
  void neitherTokenNorSecretIsOnAnyPage() {
    String debug = probe("crm", "debug", "true").body();
    assertThat(debug)
        .contains("    oauth:\n")
        .contains("      client_id: crm-client\n")
        .contains("      client_secret: \"<secret>\"\n")
        .contains("/token?<secret>\"\n");
    List<String> pages =
        List.of(
            debug,
            probe("crm").body(),
            surface.body("/"),
            surface.body("/metrics"),
            surface.body("/api/v1/targets"),
            surface.body("/api/v1/targets/crm"),
            surface.post("/api/v1/targets/crm/probe").body());
    assertThat(module("bearing", "crm-client").toString())
        .contains("crm-client at 127.0.0.1")
        .doesNotContain("hunter");
    assertThat(pages).allSatisfy(page -> assertThat(page).doesNotContain("hunter"));
  }

  @Test
  void neitherTokenNorSecretIsLoggedAtAnyLevel() {
    assertThat(probe("crm").statusCode()).isEqualTo(200);
    assertThat(everything.lines())
        .anyMatch(line -> line.contains("agent started"))
        .noneMatch(line -> line.contains("hunter"));
  }

  private static HttpResponse<String> probe(String target, String... parameters) {
    StringBuilder query = new StringBuilder("/probe?target=").append(encoded(target));
    for (int at = 0; at < parameters.length; at += 2) {
      query.append('&').append(parameters[at]).append('=').append(encoded(parameters[at + 1]));
    }
    return surface.get(query.toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
