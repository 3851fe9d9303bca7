package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Eventually;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.lab.ClientCertificate;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformGateway;
import dev.handshake.lab.PlatformRotation;
import dev.handshake.lab.PlatformWatch;
import dev.handshake.lab.Street;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rotation of the platform's client certificate as an operator lives through it: from its
 * stand-in through an agent and the shipped rules and routes to the page.
 */
@RequiresProgram({"prometheus", "prometheus-alertmanager"})
class RotationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of the platform, and of its hosts and the gateways. */
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final String NOT_READY = "GenesysGatewayNotReady";
  private static final String UNTRUSTED = "GenesysClientCertificateUntrusted";
  private static final Map<String, String> PUBLIC = Map.of("authority", "DigiCert");

  private final List<Agent> agents = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() {
    agents.forEach(Agent::close);
  }

  @Test
  void theGatewayThatLacksTheNextRootIsPagedBeforeTheRotationAndTheReadyOneNever()
      throws IOException {
    try (Street street = Street.start(LabPki.mint(Instant.now()), List.of());
        Platform platform = Platform.beforeRotation(Clock.systemUTC(), Duration.ofHours(1));
        PlatformRotation rotation = PlatformRotation.byHand(platform)) {
      Plan plan = plan(street, platform);
      Agent first = start(plan);
      try (SwitchedPort port = SwitchedPort.open(first.port());
          Paging pager = Paging.start(directory, port.number())) {
        steady(pager);
        rotation.next();
        upcoming(pager);
        rotation.next();
        unsettled(platform, new Surface(first.port()));
        rotation.next();
        current(pager, new Surface(first.port()));
        port.leadTo(start(completed(plan, platform)).port());
        agents.removeFirst().close();
        mended(pager);
        assertThat(pagedOf(pager))
            .as("all that was ever paged")
            .containsExactlyInAnyOrder(
                NOT_READY + " " + PlatformGateway.OLD_ROOT,
                UNTRUSTED + " " + PlatformGateway.OLD_ROOT);
      }
    }
  }

  private Agent start(Plan plan) {
    Agent agent = Agent.start(plan, Clock.systemUTC());
    agents.add(agent);
    return agent;
  }

  /** Nobody hears of certificates or gateways while nothing is upcoming. */
  private static void steady(Paging pager) {
    String watched = "genesys_client_certificate_trusted{status='Current',authority='DigiCert'}";
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(pager.prometheus().query("count_over_time(" + watched + "[1m]) > 5"))
                .as("every gateway's trust store, judged for longer than a page takes")
                .hasSize(4));
    assertThat(pager.prometheus().query("ALERTS{alertname=~'Genesys.+',kind='readiness'}"))
        .isEmpty();
    assertThat(pager.pages("firing", _ -> true)).isEmpty();
  }

  private static void upcoming(Paging pager) {
    Eventually.holds(
        PATIENCE, () -> assertThat(pager.pages("firing", named(NOT_READY))).isNotEmpty());
    JsonNode alert = pager.pages("firing", named(NOT_READY)).getFirst().at("/alerts/0");
    assertThat(alert.at("/labels/trust").asText()).isEqualTo(PlatformGateway.OLD_ROOT);
    assertThat(alert.at("/labels/authority").asText()).isEqualTo("DigiCert");
    assertThat(alert.at("/annotations/description").asText())
        .contains("Remedy: ", "the platform may change over at any time before");
    assertThat(pager.prometheus().query("ALERTS{alertname='" + UNTRUSTED + "'}")).isEmpty();
  }

  /** Answers that contradict each other for a while are no change. */
  private static void unsettled(Platform platform, Surface agent) {
    platform.counts().clear();
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(platform.counts().of("GET", "/api/v2/integrations/actions/certificates"))
                .isGreaterThan(3));
    assertThat(agent.value("genesys_client_certificate_changes_total", PUBLIC)).isZero();
  }

  private static void current(Paging pager, Surface agent) {
    Eventually.holds(
        PATIENCE,
        () -> {
          assertThat(pager.pages("firing", named(UNTRUSTED))).isNotEmpty();
          assertThat(pager.pages("resolved", named(NOT_READY))).isNotEmpty();
        });
    assertThat(pager.prometheus().query("ALERTS{alertname='" + NOT_READY + "'}")).isEmpty();
    assertThat(agent.value("genesys_client_certificate_changes_total", PUBLIC)).isEqualTo(1);
    assertThat(pager.pages("firing", named(NOT_READY))).as("told once").hasSize(1);
  }

  private static void mended(Paging pager) {
    Eventually.holds(
        PATIENCE, () -> assertThat(pager.pages("resolved", named(UNTRUSTED))).isNotEmpty());
    assertThat(pager.pages("firing", named(UNTRUSTED))).as("told once").hasSize(1);
  }

  /** The alerts that woke somebody, each with the trust store that it is about. */
  private static Set<String> pagedOf(Paging pager) {
    return pager.pages("firing", _ -> true).stream()
        .flatMap(page -> Paging.alerts(page).stream())
        .map(alert ->
            alert.at("/labels/alertname").asText() + " " + alert.at("/labels/trust").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Predicate<JsonNode> named(String alert) {
    return Paging.labelled("alertname", alert);
  }

  /** The stand-in with its gateways, and nothing of the street but a stranger. */
  private static Plan plan(Street street, Platform platform) {
    Plan lab = street.plan(new WebSettings(Street.ADDRESS, 0));
    String stranger = ClientCertificate.UNTRUSTED.identity();
    Identity unknown = lab.identity(stranger).orElseThrow();
    Plan plan =
        PlatformWatch.added(lab.withCredentials(Map.of(stranger, unknown), Map.of()), platform);
    return plan.withTargets(
            plan.targets().stream().map(target -> Paces.every(INTERVAL, target)).toList())
        .withGenesys(plan.genesys().withPollInterval(INTERVAL));
  }

  /** The same after the gateway's trust store was given the next root. */
  private static Plan completed(Plan plan, Platform platform) {
    String name = PlatformGateway.OLD_ROOT;
    Set<X509Certificate> roots = new HashSet<>(plan.trustStore(name).anchors());
    roots.add(platform.pki().nextRoot());
    Map<String, TrustAnchors> stores = new HashMap<>(plan.trust());
    stores.put(name, TrustAnchors.of(name, roots, List.of()));
    return plan.withTrust(stores);
  }
}
