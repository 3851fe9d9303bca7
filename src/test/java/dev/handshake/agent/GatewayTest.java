package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eavesdropper;
import dev.handshake.ScriptedHttps;
import dev.handshake.ScriptedHttps.Asked;
import dev.handshake.ScriptedHttps.Said;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.breaker.Verdict;
import dev.handshake.credential.Credentials;
import dev.handshake.credential.Identity;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.ServerCertificate;
import dev.handshake.probe.DnsSettings;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Reason;
import dev.handshake.report.Report;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.Confirm;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Expectation;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.OauthClient;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Secret;
import dev.handshake.target.Target;
import dev.handshake.target.TlsOffer;
import dev.handshake.target.TlsVersion;
import dev.handshake.web.WebSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.slf4j.Logger;

/** A gateway in front of a data action: a certificate that it knows, and an access token. */
class GatewayTest {
  private static final String SECRET = "hunter2-of-the-client";
  private static final String TOKEN = "token-hunter3-";

  @SuppressWarnings("TimeInStaticInitializer") // certificates for this run
  private static final LabPki PKI = LabPki.mint(Instant.now());

  private static final ProbeTiming TIMING =
      new ProbeTiming(
          Duration.ofHours(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofMillis(400),
          Duration.ofSeconds(10));

  private static final HttpCheck HEALTH =
      new HttpCheck("GET", "/health", Map.of(), Set.of(200), Duration.ofSeconds(10));

  private static final ProbeModule KNOWN =
      ProbeModule.DEFAULT
          .withName("gateway")
          .withTrust(LabPki.TRUST)
          .withTiming(TIMING)
          .withIdentity(ClientCertificate.ACCEPTED.identity())
          .withConfirm(Confirm.REQUIRED)
          .withHttp(HEALTH);

  private static final ProbeModule MUST_REFUSE =
      ProbeModule.DEFAULT
          .withName("gateway-must-refuse")
          .withTrust(LabPki.TRUST)
          .withTiming(TIMING)
          .withHttp(HEALTH)
          .withExpect(new Expectation.Refused(Set.of(), Set.of()));

  private final AtomicInteger issued = new AtomicInteger();

  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_ANY, names = "TLS_1_[23]")
  void aKnownIdentityWithATokenIsLetInAndNobodyElse(TlsVersion version) throws Exception {
    try (ScriptedHttps idp = endpoint();
        ScriptedHttps gateway = gateway(version, GatewayTest::wantsToken);
        Probing probing = probing()) {
      Report known = examine(probing, gateway, wanting(KNOWN, idp));
      assertThat(known.diagnosis().success()).as(known.diagnosis().summary()).isTrue();
      assertThat(known.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
      assertThat(gateway.asked())
          .extracting(Asked::authorization)
          .containsExactly(Optional.of("Bearer " + TOKEN + 1));

      Report none = examine(probing, gateway, MUST_REFUSE);
      assertThat(none.diagnosis().refusedWith()).contains(Reason.CLIENT_CERTIFICATE_REQUIRED);
      Report stranger = examine(probing, gateway, MUST_REFUSE.withIdentity(Credentials.STRANGER));
      assertThat(stranger.diagnosis().success()).as(stranger.diagnosis().summary()).isTrue();
      assertThat(gateway.asked()).hasSize(1);
    }
  }

  @Test
  void theTokenIsAskedForInTheWayOfTheGrantAndOnceForManyProbes() throws Exception {
    try (ScriptedHttps idp = endpoint();
        ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, GatewayTest::wantsToken);
        Probing probing = probing()) {
      for (int times = 0; times < 3; times++) {
        assertThat(examine(probing, gateway, wanting(KNOWN, idp)).diagnosis().success()).isTrue();
      }
      String pair = "gateway-client:" + SECRET;
      String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      assertThat(idp.asked())
          .containsExactly(
              new Asked(
                  "POST",
                  "/token",
                  Optional.of("Basic " + basic),
                  "grant_type=client_credentials&scope=health"));
    }
  }

  @Test
  void withoutTheTokenTheCertificateIsAcceptedAndTheAnswerIs401() throws Exception {
    try (ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, GatewayTest::wantsToken);
        Probing probing = probing()) {
      ProbeModule expected = KNOWN.withHttp(HEALTH.withExpectStatus(Set.of(401)));
      assertThat(examine(probing, gateway, expected).diagnosis().success()).isTrue();
      Report unexpected = examine(probing, gateway, KNOWN);
      assertThat(unexpected.diagnosis().reason()).contains(Reason.HTTP_STATUS);
      assertThat(unexpected.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
      assertThat(unexpected.diagnosis().summary()).contains("other credentials in HTTP");
    }
  }

  @Test
  void aTokenWithoutTheScopeIsToldFromARefusedCertificate() throws Exception {
    Said forbidden =
        Said.of(403, "{}").with("WWW-Authenticate", "Bearer realm=x, error=\"insufficient_scope\"");
    try (ScriptedHttps idp = endpoint();
        ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, _ -> Optional.of(forbidden));
        Probing probing = probing()) {
      Report report = examine(probing, gateway, wanting(KNOWN, idp));
      assertThat(report.diagnosis().reason()).contains(Reason.HTTP_STATUS);
      assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
      assertThat(report.diagnosis().summary()).contains("(insufficient_scope)");
    }
  }

  @Test
  void aRefusedTokenIsReplacedOnceHoweverOftenItIsRefused() throws Exception {
    try (ScriptedHttps idp = endpoint();
        ScriptedHttps gateway =
            gateway(
                TlsVersion.TLS_1_2,
                asked ->
                    Optional.of(
                        asked.authorization().equals(Optional.of("Bearer " + TOKEN + 2))
                            ? Said.of(200, "fine")
                            : unauthorized()));
        Probing probing = probing()) {
      Report first = examine(probing, gateway, wanting(KNOWN, idp));
      assertThat(first.diagnosis().reason()).contains(Reason.HTTP_STATUS);
      assertThat(first.diagnosis().summary()).contains("refused the access token");
      Report second = examine(probing, gateway, wanting(KNOWN, idp));
      assertThat(second.diagnosis().success()).as(second.diagnosis().summary()).isTrue();
      assertThat(idp.asked()).hasSize(2);
    }
  }

  @Test
  void aGatewayThatTakesNoTokenCostsNoTokenWithEachProbe() throws Exception {
    try (ScriptedHttps idp = endpoint();
        ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, _ -> Optional.of(unauthorized()));
        Probing probing = probing()) {
      for (int times = 0; times < 6; times++) {
        Report report = examine(probing, gateway, wanting(KNOWN, idp));
        assertThat(report.diagnosis().summary()).contains("(invalid_token)");
      }
      assertThat(gateway.asked()).hasSize(6);
      assertThat(idp.asked()).hasSize(2);
    }
  }

  @Test
  void aTokenEndpointThatRefusesUsIsNotTheGatewaysFault() throws Exception {
    try (ScriptedHttps idp =
            ScriptedHttps.start(
                PKI.server(ServerCertificate.FINE),
                _ -> Optional.of(Said.of(401, "{\"error\":\"invalid_client\"}")));
        ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, GatewayTest::wantsToken);
        Probing probing = probing()) {
      for (int times = 0; times < 3; times++) {
        Report report = examine(probing, gateway, wanting(KNOWN, idp));
        assertThat(report.diagnosis().reason()).contains(Reason.HTTP_STATUS);
        assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
        assertThat(report.diagnosis().summary())
            .contains("status 401", "no access token", "token endpoint", "401", "invalid_client");
        assertThat(report.diagnosis().remedy().orElseThrow()).contains("token endpoint");
      }
      assertThat(idp.asked()).hasSize(1);
    }
  }

  @Test
  void aTokenEndpointThatIsDownLeavesTheProofOfAcceptance() throws Exception {
    ScriptedHttps idp = endpoint();
    ProbeModule module = wanting(KNOWN, idp);
    idp.close();
    try (ScriptedHttps gateway = gateway(TlsVersion.TLS_1_2, GatewayTest::wantsToken);
        Probing probing = probing()) {
      Report report = examine(probing, gateway, module);
      assertThat(report.diagnosis().reason()).contains(Reason.HTTP_STATUS);
      assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
      assertThat(report.diagnosis().summary()).contains("no access token", "connection failed");
    }
  }

  @Test
  void aTokenEndpointThatFailsIsNotAskedWithEachProbe() throws Exception {
    try (ScriptedHttps idp =
            ScriptedHttps.start(
                PKI.server(ServerCertificate.FINE), _ -> Optional.of(Said.of(500, "broken")));
        ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, GatewayTest::wantsToken);
        Probing probing = probing()) {
      for (int times = 0; times < 4; times++) {
        Report report = examine(probing, gateway, wanting(KNOWN, idp));
        assertThat(report.diagnosis().summary()).contains("no access token", "HTTP status 500");
      }
      assertThat(idp.asked()).hasSize(1);
    }
  }

  @Test
  void aTokenEndpointThatDoesNotAnswerIsWaitedForNoLongerThanTheProbeMayTake() throws Exception {
    try (ScriptedHttps idp =
            ScriptedHttps.start(PKI.server(ServerCertificate.FINE), _ -> Optional.empty());
        ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, GatewayTest::wantsToken);
        Probing probing = probing()) {
      ProbeModule hasty = wanting(KNOWN.withTiming(TIMING.withTimeout(Duration.ofSeconds(3))), idp);
      Report report = examine(probing, gateway, hasty);
      assertThat(report.diagnosis().reason()).contains(Reason.HTTP_STATUS);
      assertThat(report.diagnosis().summary())
          .contains("no access token (the token endpoint has not answered yet)");
    }
  }

  @Test
  void theSecretGoesToNoTokenEndpointThatDoesNotVerify() throws Exception {
    try (ScriptedHttps idp = endpoint(ServerCertificate.UNKNOWN_ROOT);
        ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, GatewayTest::wantsToken);
        Probing probing = probing()) {
      Report report = examine(probing, gateway, wanting(KNOWN, idp));
      assertThat(report.diagnosis().summary()).contains("no access token", "TLS failed");
      assertThat(idp.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_ANY, names = "TLS_1_[23]")
  void aTokenGoesToNoGatewayThatDoesNotVerify(TlsVersion version) throws Exception {
    try (ScriptedHttps idp = endpoint();
        ScriptedHttps gateway =
            ScriptedHttps.start(
                PKI.server(ServerCertificate.UNKNOWN_ROOT),
                PKI.clientAuthority(),
                version,
                GatewayTest::wantsToken);
        Probing probing = probing()) {
      Report held = examine(probing, gateway, wanting(KNOWN, idp));
      assertThat(held.diagnosis().reason()).contains(Reason.CERTIFICATE_UNTRUSTED);
      assertThat(gateway.asked()).isEmpty();

      Report unverified = examine(probing, gateway, wanting(KNOWN.withTls(unverifying()), idp));
      assertThat(unverified.diagnosis().reason()).contains(Reason.CERTIFICATE_UNTRUSTED);
      assertThat(gateway.asked())
          .extracting(Asked::authorization)
          .containsExactly(Optional.empty());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_ANY, names = "TLS_1_[23]")
  void loadIsToldFromFaultsOfTlsAndOpensNoBreaker(TlsVersion version) throws Exception {
    Map<Integer, String> words =
        new TreeMap<>(
            Map.of(
                429, "30 s of patience",
                503, "overloaded",
                504, "did not answer in time"));
    for (Map.Entry<Integer, String> word : words.entrySet()) {
      Said busy = Said.of(word.getKey(), "busy").with("Retry-After", "30");
      try (ScriptedHttps gateway = gateway(version, _ -> Optional.of(busy));
          Probing probing = probing()) {
        Report report = examine(probing, gateway, KNOWN);
        assertThat(report.diagnosis().reason()).contains(Reason.HTTP_STATUS);
        assertThat(report.diagnosis().acceptance()).contains(Acceptance.CONFIRMED);
        assertThat(report.diagnosis().summary()).contains(word.getValue(), "no fault of TLS");
        assertThat(Verdict.of(report.diagnosis().reason())).isEqualTo(Verdict.SUCCESS);
      }
    }
  }

  @Test
  void aServiceThatTakesLongerThanTheBudgetIsAnHttpTimeout() throws Exception {
    try (ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, _ -> Optional.empty());
        Probing probing = probing()) {
      ProbeModule hasty = KNOWN.withHttp(HEALTH.withTimeout(Duration.ofMillis(500)));
      Report report = examine(probing, gateway, hasty);
      assertThat(report.diagnosis().reason()).contains(Reason.HTTP_TIMEOUT);
    }
  }

  @Test
  void neitherTokenNorSecretIsLoggedOrTold() throws Exception {
    try (Eavesdropper log = Eavesdropper.on(Logger.ROOT_LOGGER_NAME);
        ScriptedHttps idp = endpoint();
        ScriptedHttps gateway = gateway(TlsVersion.TLS_1_3, _ -> Optional.of(unauthorized()));
        Probing probing = probing()) {
      Report report = examine(probing, gateway, wanting(KNOWN, idp));
      assertThat(gateway.asked().getFirst().authorization().orElseThrow()).contains("hunter3");
      assertThat(report.toString()).doesNotContain("hunter");
      assertThat(String.join("\n", log.lines())).isNotEmpty().doesNotContain("hunter");
    }
  }

  private ScriptedHttps endpoint() {
    return endpoint(ServerCertificate.FINE);
  }

  private ScriptedHttps endpoint(ServerCertificate shown) {
    return ScriptedHttps.start(
        PKI.server(shown), _ -> Optional.of(Said.token(TOKEN + issued.incrementAndGet(), 3600)));
  }

  private static ScriptedHttps gateway(TlsVersion version, ScriptedHttps.Rule rule) {
    return ScriptedHttps.start(
        PKI.server(ServerCertificate.FINE), PKI.clientAuthority(), version, rule);
  }

  private static Optional<Said> wantsToken(Asked asked) {
    return Optional.of(
        asked.authorization().filter(it -> it.startsWith("Bearer " + TOKEN)).isPresent()
            ? Said.of(200, "fine")
            : Said.of(401, ""));
  }

  private static Said unauthorized() {
    return Said.of(401, "").with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }

  private static ProbeModule wanting(ProbeModule module, ScriptedHttps idp) {
    OauthClient client =
        new OauthClient(
            URI.create("https://127.0.0.1:" + idp.port() + "/token"),
            "gateway-client",
            new Secret.Given(SECRET),
            Optional.of("health"),
            LabPki.TRUST,
            Optional.empty());
    return module.withHttp(module.http().orElseThrow().withOauth(Optional.of(client)));
  }

  private static TlsOffer unverifying() {
    TlsOffer usual = TlsOffer.DEFAULT;
    return new TlsOffer(
        usual.minVersion(),
        usual.maxVersion(),
        usual.ciphers(),
        usual.groups(),
        usual.alpn(),
        true,
        false,
        false);
  }

  private static Probing probing() {
    Map<String, Identity> identities = new HashMap<>(PKI.identities());
    Credentials ours = Credentials.load(List.of(), List.of(), _ -> null, Instant.now());
    identities.put(Credentials.STRANGER, ours.identity(Credentials.STRANGER).orElseThrow());
    Plan plan =
        new Plan(
            List.of(),
            DnsSettings.DEFAULT,
            BreakerSettings.DEFAULT,
            ScheduleSettings.DEFAULT,
            WebSettings.DEFAULT,
            identities,
            Map.of(LabPki.TRUST, PKI.roots()));
    return Probing.start(plan, Clock.systemUTC());
  }

  private static Report examine(Probing probing, ScriptedHttps gateway, ProbeModule module)
      throws Exception {
    Target target =
        new Target(
            "gateway",
            new Endpoint("127.0.0.1", gateway.port()),
            LabPki.SERVER_NAME,
            LabPki.SERVER_NAME,
            module,
            new TreeMap<>());
    return probing.examine(target).get(60, TimeUnit.SECONDS);
  }
}
