package dev.handshake.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handshake.AlertmanagerServer;
import dev.handshake.Eventually;
import dev.handshake.HookServer;
import dev.handshake.RequiresProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Alertmanager with the shipped routes tells one cause once, to one receiver. */
@RequiresProgram("prometheus-alertmanager")
class OneCauseOnePageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LAST = "last";

  @TempDir static Path directory;

  private static HookServer hooks;
  private static AlertmanagerServer alertmanager;

  /**
   * A fault, all alerts that it raises, and the one that is to be told; with a sign before those
   * that an agent posts by itself.
   */
  enum Cause {
    LEAF_EXPIRED(
        "TlsCertificateExpired",
        "server-pager",
        "TlsCertificateExpiresVerySoon",
        "TlsCertificateExpiresSoon",
        "TlsBreakerOpen",
        "TlsErrorBudgetBurnFast",
        "TlsErrorBudgetBurnSlow",
        "@TlsFailingServer"),
    POSTED(
        "@TlsFailingNetwork",
        "network-pager",
        "TlsFailingNetwork",
        "TlsBreakerOpen",
        "TlsProtocolWeak"),
    INTERMEDIATE_EXPIRES("TlsChainExpiresVerySoon", "server-pager", "TlsChainExpiresSoon"),
    STORE_EXPIRED(
        "TlsTrustStoreExpired",
        "identity-pager",
        "TlsTrustStoreExpiresSoon",
        "TlsTrustStoreExpiresVerySoon",
        "TlsAnchorExpired"),
    IDENTITY_EXPIRED(
        "TlsIdentityExpired",
        "identity-pager",
        "TlsIdentityExpiresVerySoon",
        "TlsIdentityExpiresSoon",
        "TlsClientCertificateRejected",
        "TlsBreakerOpen",
        "TlsErrorBudgetBurnFast"),
    UNREACHABLE(
        "TlsFailingNetwork",
        "network-pager",
        "TlsBreakerOpen",
        "TlsErrorBudgetBurnFast",
        "TlsErrorBudgetBurnSlow",
        "TlsLatencyOverBudget",
        "TlsHandshakeSlow",
        "TlsProtocolWeak"),
    OPEN_DOOR("TlsMtlsNotEnforced", "security-pager", "TlsErrorBudgetBurnFast"),
    SLOW("TlsLatencyOverBudget", "tickets", "TlsHandshakeSlow"),
    FLAPPING("TlsErrorBudgetBurnFast", "server-pager", "TlsErrorBudgetBurnSlow", "TlsBreakerOpen"),
    PLATFORM_CERTIFICATE_EXPIRED(
        "GenesysClientCertificateExpired",
        "server-pager",
        "GenesysClientCertificateExpiresVerySoon",
        "GenesysClientCertificateExpiresSoon",
        "GenesysUpcomingMissing",
        "GenesysActionTestFailing"),
    SIGN_ON_ENDS(
        "GenesysIdentityProviderExpiresVerySoon",
        "identity-pager",
        "GenesysIdentityProviderExpiresSoon"),
    ROTATED_UNDER_ANOTHER_ROOT(
        "GenesysClientCertificateUntrusted", "server-pager", "GenesysActionTestFailing"),
    ROTATES_WITHOUT_CLIENT_AUTH(
        "GenesysClientAuthGoingAway", "server-pager", "GenesysGatewayNotReady"),
    PLATFORM_AWAY("TlsFailingNetwork", "network-pager", "GenesysApiDown", "GenesysSourceStale"),
    SECRET_REFUSED("GenesysApiDown", "agent-tickets", "GenesysSourceStale"),
    PERMISSION_TAKEN("GenesysSourceDown", "agent-tickets", "GenesysSourceStale"),
    AGENT_DOWN(
        "HandshakeExporterDown",
        "agent-pager",
        "HandshakeExporterTargetsStale",
        "HandshakeExporterScheduleLate"),
    TARGETS_UNREADABLE(
        "HandshakeExporterSourceDown", "agent-tickets", "HandshakeExporterSourceStale"),
    AGENT_LATE(
        "HandshakeExporterScheduleLate",
        "agent-tickets",
        "HandshakeExporterTargetsStale",
        "TlsHandshakeSlow",
        "TlsLatencyOverBudget");

    private final String told;
    private final String receiver;
    private final String beside;

    Cause(String told, String receiver, String... beside) {
      this.told = told;
      this.receiver = receiver;
      this.beside = String.join(" ", beside);
    }

    private Stream<String> alerts() {
      return Stream.concat(Stream.of(beside.split(" ")), Stream.of(told));
    }

    /** Each cause has an agent of its own, so that none inhibits another's alerts. */
    private String instance() {
      return name().toLowerCase(Locale.ROOT) + ":10219";
    }
  }

  @BeforeAll
  static void tell() throws Exception {
    hooks = HookServer.plain();
    String shipped = Files.readString(Path.of("config", "alertmanager.yml"));
    alertmanager =
        AlertmanagerServer.start(
            directory,
            shipped
                .replace("127.0.0.1:8080", "127.0.0.1:" + hooks.port())
                .replace("group_wait: 30s", "group_wait: 1s")
                .replace("group_interval: 5m", "group_interval: 1s"));
    Map<String, JsonNode> rules = rules();
    List<Map<String, Object>> alerts = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      cause.alerts().forEach(name -> alerts.add(alert(name, cause, rules)));
    }
    post(alerts);
    // Told after all others would have been: it waits as long as they, from later on.
    post(List.of(Map.of("labels", Map.of("alertname", LAST, "instance", LAST))));
    Eventually.holds(PATIENCE, () -> assertThat(told(LAST)).hasSize(1));
  }

  @AfterAll
  static void close() {
    alertmanager.close();
    hooks.close();
  }

  @ParameterizedTest
  @EnumSource
  void oneCauseIsToldOnce(Cause cause) {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(told(cause.instance()))
                .containsExactly("/" + cause.receiver + " " + cause.told));
  }

  @Test
  void manyTargetsWithOneCauseAreOneMessage() throws Exception {
    List<Map<String, Object>> alerts = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      Map<String, Object> labels = new TreeMap<>();
      labels.putAll(
          Map.of(
              "alertname", "TlsFailingNetwork",
              "severity", "critical",
              "kind", "failure",
              "cause", "dns_timeout",
              "party", "network",
              "job", "handshake",
              "instance", "many:10219",
              "target", "target-" + number));
      alerts.add(Map.of("labels", labels));
    }
    post(alerts);
    Eventually.holds(PATIENCE, () -> assertThat(told("many:10219")).hasSize(20));
    assertThat(hooks.bodies())
        .filteredOn(body -> body.at("/commonLabels/instance").asText().equals("many:10219"))
        .hasSize(1);
  }

  /** Receiver and alert of all that was told of an agent. */
  private static List<String> told(String instance) {
    return hooks.requests().stream()
        .flatMap(request ->
            StreamSupport.stream(request.body().get("alerts").spliterator(), false)
                .filter(alert -> alert.at("/labels/instance").asText().equals(instance))
                .map(alert ->
                    request.path()
                        + (isPosted(alert) ? " @" : " ")
                        + alert.at("/labels/alertname").asText()))
        .toList();
  }

  private static boolean isPosted(JsonNode alert) {
    return alert.at("/labels/kind").asText().equals("failure") && !alert.at("/labels").has("job");
  }

  /** The labels as the rules give them, and those of the series that they are about. */
  private static Map<String, Object> alert(
      String signed, Cause cause, Map<String, JsonNode> rules) {
    Map<String, Object> labels = new TreeMap<>();
    String name = signed.replace("@", "");
    JsonNode rule = Objects.requireNonNull(rules.get(name), name);
    rule.get("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    labels.put("alertname", name);
    if (signed.equals(name)) {
      labels.put("job", "handshake");
    }
    labels.put("instance", cause.instance());
    if (name.startsWith("TlsIdentity")) {
      labels.put("identity", "data-actions");
    } else if (name.startsWith("HandshakeExporterSource")) {
      labels.put("source", "target_files[0]");
    } else if (name.startsWith("TlsTrustStore")) {
      labels.put("trust", "corporate");
    } else if (name.startsWith("Genesys")) {
      labels.putAll(
          Map.of(
              "organization", "acme",
              "region", "eu-west-1",
              "authority", "DigiCert"));
      if (name.equals("GenesysApiDown")) {
        labels.put("genesys_region", "eu-west-1");
      } else if (name.startsWith("GenesysSource")) {
        labels.put("source", "certificates");
      } else if (name.matches("Genesys(GatewayNotReady|ClientCertificateUntrusted)")) {
        labels.put("trust", "corporate");
      }
    } else if (name.startsWith("Tls")) {
      labels.put("target", "crm");
      if (cause == Cause.PLATFORM_AWAY) {
        labels.putAll(Map.of("genesys_region", "eu-west-1", "genesys_host", "api"));
      }
      if (name.equals("TlsAnchorExpired")) {
        labels.put("trust", "corporate");
      }
    }
    if ("{{ $labels.reason }}".equals(labels.get("cause"))) {
      Map<String, String> of =
          switch (name) {
            case "TlsFailingServer" -> Map.of("party", "server", "cause", "certificate_expired");
            case "TlsFailingNetwork" -> Map.of("party", "network", "cause", "connect_timeout");
            case "TlsMtlsNotEnforced" -> Map.of("party", "server", "cause", "mtls_not_enforced");
            case "TlsClientCertificateRejected" ->
                Map.of("party", "client", "cause", "client_certificate_expired");
            default -> throw new AssertionError("no reason for " + name);
          };
      labels.putAll(of);
    }
    return Map.of("labels", labels);
  }

  private static Map<String, JsonNode> rules() throws IOException {
    JsonNode file = new YAMLMapper().readTree(Path.of("alerts", "handshake.alerts.yml").toFile());
    return StreamSupport.stream(file.get("groups").spliterator(), false)
        .flatMap(group -> StreamSupport.stream(group.get("rules").spliterator(), false))
        .collect(toMap(rule -> rule.get("alert").asText(), rule -> rule));
  }

  private static void post(List<Map<String, Object>> alerts) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + alertmanager.port() + "/api/v2/alerts"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(new ObjectMapper().writeValueAsString(alerts), UTF_8))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }
}
