package dev.handshake.agent;

import static dev.handshake.lab.PlatformCertificates.State.CURRENT;
import static dev.handshake.lab.PlatformCertificates.State.EMPTY;
import static dev.handshake.lab.PlatformCertificates.State.GARBAGE;
import static dev.handshake.lab.PlatformCertificates.State.REVOKED;
import static dev.handshake.lab.PlatformCertificates.State.UPCOMING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.address.Allowance;
import dev.handshake.certificate.CertificateFacts;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.config.Settings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.genesys.ReadinessCheck;
import dev.handshake.genesys.Source;
import dev.handshake.genesys.SuppliedCertificate;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformAccount;
import dev.handshake.lab.PlatformFault;
import dev.handshake.lab.PlatformPki;
import dev.handshake.lab.PlatformRevocation;
import dev.handshake.target.ProbeModule;
import dev.handshake.web.WebSettings;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An agent that watches the stand-in of the platform over real TLS. */
class GenesysAgentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final String CERTIFICATES = "/api/v2/integrations/actions/certificates";
  private static final Set<Source> SOURCES =
      Set.of(Source.CERTIFICATES, Source.TRUSTSTORE, Source.IP_RANGES, Source.ORGANIZATION);

  private final Platform platform = Platform.start(Clock.systemUTC());
  private final List<Agent> agents = new ArrayList<>();

  @AfterEach
  void close() {
    agents.forEach(Agent::close);
    platform.close();
  }

  @Test
  void whatThePlatformSaysIsInTheMetrics() {
    Surface surface = start();

    up(surface, SOURCES);
    assertThat(surface.scrape("genesys_client_certificate_info", Map.of("status", "Current")))
        .extracting(it -> it.label("authority"))
        .containsExactlyInAnyOrder("DigiCert", "Genesys");
    assertThat(surface.value("genesys_client_certificate_client_auth", digicert())).isEqualTo(1);
    Eventually.holds(PATIENCE, () -> assertThat(trusted(surface, "Current", "today")).isEqualTo(1));
    assertThat(surface.value("genesys_trusted_roots", Map.of())).isEqualTo(3);
    assertThat(surface.value("genesys_ip_ranges", Map.of("service", "data-actions"))).isEqualTo(2);
    assertThat(surface.scrape("genesys_organization_info", Map.of("domain", "acme-lab")))
        .hasSize(1);
    assertThat(surface.scrape("genesys_organization_limit", Map.of("namespace", "integrations")))
        .isNotEmpty();
    assertThat(
            surface.value(
                "genesys_supplied_certificate_not_after_timestamp_seconds",
                Map.of("certificate", "regional")))
        .isEqualTo(end(platform.pki().regionalRoot()));
    assertThat(surface.scrape("genesys_api_requests_total", Map.of("source", "token")))
        .isNotEmpty();
  }

  @Test
  void theGatewayThatLacksTheNextRootIsTellingBeforeTheRotation() {
    Surface surface = start();
    up(surface, Set.of(Source.CERTIFICATES));
    platform.certificates().state(UPCOMING);

    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(trusted(surface, "Upcoming", "today")).isZero();
          assertThat(trusted(surface, "Upcoming", "tomorrow")).isEqualTo(1);
          assertThat(trusted(surface, "Current", "today")).isEqualTo(1);
        });

    platform.certificates().state(CURRENT);
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(trusted(surface, "Current", "today")).isZero();
          assertThat(
                  surface.value(
                      "genesys_client_certificate_changes_total", Map.of("authority", "DigiCert")))
              .isPositive();
        });
  }

  @Test
  void aRevokedCertificateIsToldByItsListAndOneThatIsNotToBeHadTellsNothing() {
    Surface surface = start();
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(surface.value("genesys_client_certificate_revoked", digicert())).isZero();
          assertThat(surface.value("genesys_client_certificate_revoked", regional())).isZero();
          assertThat(surface.value("genesys_client_certificate_crl_up", regional())).isEqualTo(1);
        });
    agents.removeFirst().close();

    platform.certificates().state(REVOKED);
    Surface revoked = start();
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(revoked.value("genesys_client_certificate_revoked", digicert()))
                .isEqualTo(1));
    agents.removeFirst().close();

    platform.revocation().state(PlatformRevocation.State.UNREACHABLE);
    Surface unknown = start();
    Eventually.holds(
        PATIENCE,
        () -> assertThat(unknown.value("genesys_client_certificate_crl_up", digicert())).isZero());
    assertThat(unknown.scrape("genesys_client_certificate_revoked", Map.of())).isEmpty();
  }

  @Test
  void oneEndpointsTroubleChangesItsOwnSourceAloneAndNobodyAsksInALoop() {
    Surface surface = start();
    up(surface, SOURCES);
    for (PlatformFault fault :
        List.of(
            PlatformFault.status(500),
            new PlatformFault.Truncated(),
            new PlatformFault.Garbage(),
            new PlatformFault.Content("text/html", "<html>maintenance</html>"))) {
      platform.counts().clear();
      platform.faults().at("/api/v2/ipranges", fault);
      Eventually.holds(
          PATIENCE,
          () -> {
            assertThat(sourceUp(surface, Source.IP_RANGES)).as("%s", fault).isZero();
            assertThat(platform.counts().of("GET", CERTIFICATES)).isGreaterThan(1);
          });
      assertThat(sourceUp(surface, Source.CERTIFICATES)).as("%s", fault).isEqualTo(1);
      assertThat(sourceUp(surface, Source.ORGANIZATION)).as("%s", fault).isEqualTo(1);
      assertThat(surface.value("genesys_ip_ranges", Map.of("service", "data-actions")))
          .as("the last good answer is kept")
          .isEqualTo(2);
      int rounds = platform.counts().of("GET", CERTIFICATES);
      assertThat(platform.counts().of("GET", "/api/v2/ipranges")).isLessThanOrEqualTo(3 * rounds);
      platform.faults().clear();
      up(surface, SOURCES);
    }
  }

  @Test
  void certificatesThatCannotBeBelievedLeaveTheLastGoodOnes() {
    Surface surface = start();
    up(surface, SOURCES);
    for (var state : List.of(GARBAGE, EMPTY)) {
      platform.certificates().state(state);
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(
                      surface.value(
                          "genesys_source_failure_info",
                          Map.of("source", "certificates", "reason", "invalid_answer")))
                  .isEqualTo(1));
      assertThat(surface.scrape("genesys_client_certificate_info", digicert())).hasSize(1);
      assertThat(sourceUp(surface, Source.TRUSTSTORE)).isEqualTo(1);
    }
  }

  @Test
  void aMissingPermissionIsToldOfTheSourcesThatNeedItAlone() {
    platform.tokens().withdraw("integrations:actionCertificate:view");
    Surface surface = start();

    Eventually.holds(
        PATIENCE,
        () -> {
          for (Source source : List.of(Source.CERTIFICATES, Source.TRUSTSTORE)) {
            assertThat(
                    surface.value(
                        "genesys_source_failure_info",
                        Map.of("source", source.word(), "reason", "permission_denied")))
                .isEqualTo(1);
          }
        });
    up(surface, Set.of(Source.IP_RANGES, Source.ORGANIZATION));
  }

  @Test
  void otherRangesAreAChangeWithItsTime() {
    Surface surface = start();
    up(surface, SOURCES);
    assertThat(surface.scrape("genesys_ip_ranges_last_change_timestamp_seconds", Map.of()))
        .isEmpty();
    platform
        .account()
        .ranges(List.of(new PlatformAccount.Range("198.51.100.99/32", "data-actions", "outbound")));

    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(
                    surface.value(
                        "genesys_ip_ranges_last_change_timestamp_seconds",
                        Map.of("service", "data-actions")))
                .isPositive());
  }

  @Test
  void everySourceOfTheStandInIsUnderstoodAndNoSecretIsAskedFor() {
    Surface surface = start(Set.of(Source.values()));

    up(surface, Set.of(Source.values()));
    assertThat(surface.scrape("genesys_identity_provider_info", Map.of())).isNotEmpty();
    assertThat(
            surface.scrape(
                "genesys_identity_provider_certificate_not_after_timestamp_seconds", Map.of()))
        .isNotEmpty();
    assertThat(surface.scrape("genesys_integration_info", Map.of("authority", "Genesys Cloud")))
        .isNotEmpty();
    assertThat(
            surface.scrape("genesys_integration_credential_modified_timestamp_seconds", Map.of()))
        .isNotEmpty();
    assertThat(surface.scrape("genesys_edge_authority_not_after_timestamp_seconds", Map.of()))
        .isNotEmpty();
    assertThat(platform.counts().under("/api/v2/integrations/credentials/")).isZero();
  }

  @Test
  void hostsOfDataActionsAreProbedAndTheirRootsLookedUp() {
    Surface surface = start(Set.of(Source.ACTIONS, Source.TRUSTSTORE));

    Eventually.holds(
        PATIENCE,
        () -> {
          List<Sample> actions = surface.scrape("genesys_data_actions", Map.of());
          assertThat(actions).isNotEmpty();
          for (Sample one : actions) {
            Map<String, String> target = Map.of("target", one.label("target"));
            assertThat(surface.scrape("tls_probe_duration_seconds", target)).isNotEmpty();
            assertThat(surface.value("genesys_gateway_root_trusted", target)).isEqualTo(1);
          }
        });
    platform.certificates().trust(List.of(platform.pki().publicRoot()));
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(surface.scrape("genesys_gateway_root_trusted", Map.of()))
                .isNotEmpty()
                .allMatch(it -> it.value() == 0));
  }

  @Test
  void aChangeThatSomebodyMakesIsCountedOnce() {
    Surface surface = start(Set.of(Source.AUDITS));
    up(surface, Set.of(Source.AUDITS));
    platform.audits().changed("Integrations", "Integration", "Update", "CRM");
    platform.audits().changed("PeoplePermissions", "Role", "Update", "somebody's role");
    Map<String, String> update = Map.of("entity_type", "Integration", "action", "Update");

    Eventually.holds(
        PATIENCE,
        () -> assertThat(surface.value("genesys_audit_events_total", update)).isEqualTo(1));
    platform.counts().clear();
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(platform.counts().of("POST", "/api/v2/audits/query/realtime"))
                .isGreaterThan(3));
    assertThat(surface.value("genesys_audit_events_total", update)).isEqualTo(1);
    assertThat(surface.scrape("genesys_audit_events_total", Map.of("entity_type", "Role")))
        .as("certificates do not depend on it")
        .isEmpty();
  }

  @Test
  void theTokenIsGivenBackAtTheEnd() {
    up(start(), SOURCES);
    agents.removeFirst().close();

    assertThat(platform.counts().of("DELETE", "/api/v2/tokens/me")).isEqualTo(1);
  }

  private Surface start() {
    return start(SOURCES);
  }

  private Surface start(Set<Source> sources) {
    ProbeModule module = ProbeModule.DEFAULT.withTrust(PlatformPki.TRUST);
    Plan plan =
        new Plan(
                List.of(),
                Settings.DEFAULT.dns(),
                Settings.DEFAULT.breaker(),
                Settings.DEFAULT.schedule(),
                new WebSettings("127.0.0.1", 0),
                Map.of(),
                Map.of(
                    PlatformPki.TRUST,
                    platform.roots(),
                    "today",
                    anchors("today", platform.pki().publicRoot(), platform.pki().regionalRoot()),
                    "tomorrow",
                    anchors("tomorrow", platform.pki().publicRoot(), platform.pki().nextRoot())))
            .withRevocationAllow(List.of(Allowance.parse("127.0.0.0/8")))
            .withModules(Map.of("genesys_data_action", module.withName("genesys_data_action")))
            .withGenesys(
                GenesysSettings.NONE
                    .withOrganizations(List.of(platform.organization("acme")))
                    .withPollInterval(INTERVAL)
                    .withSources(sources)
                    .withDiscoveryAllow(List.of(Allowance.parse("127.0.0.0/8")))
                    .withCertificates(List.of(supplied()))
                    .withReadiness(
                        List.of(
                            new ReadinessCheck.ByTrustStore("today"),
                            new ReadinessCheck.ByTrustStore("tomorrow"))));
    Agent agent = Agent.start(plan, Clock.systemUTC());
    agents.add(agent);
    return new Surface(agent.port());
  }

  private SuppliedCertificate supplied() {
    X509Certificate root = platform.pki().regionalRoot();
    return new SuppliedCertificate(
        "regional",
        SuppliedCertificate.Kind.REGIONAL_ROOT,
        Platform.REGION,
        root,
        CertificateFacts.of(root).orElseThrow());
  }

  private static TrustAnchors anchors(String name, X509Certificate... roots) {
    return TrustAnchors.of(name, Set.of(roots), List.of());
  }

  private static void up(Surface surface, Set<Source> sources) {
    Eventually.holds(
        PATIENCE,
        () -> {
          for (Source source : sources) {
            assertThat(sourceUp(surface, source)).as(source.word()).isEqualTo(1);
          }
        });
  }

  private static double sourceUp(Surface surface, Source source) {
    return surface.value("genesys_source_up", Map.of("source", source.word()));
  }

  private static double trusted(Surface surface, String status, String trust) {
    return surface.value(
        "genesys_client_certificate_trusted",
        Map.of("authority", "DigiCert", "status", status, "trust", trust));
  }

  private static Map<String, String> digicert() {
    return Map.of("authority", "DigiCert", "status", "Current");
  }

  private static Map<String, String> regional() {
    return Map.of("authority", "Genesys", "status", "Current");
  }

  private static double end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().getEpochSecond();
  }
}
