package dev.handshake.lab;

import static dev.handshake.lab.PlatformCaller.json;
import static dev.handshake.lab.PlatformCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in's smaller paths, each in the vendor's shape. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformSourcesTest {
  private static final String LIMITS = "/api/v2/organizations/limits/namespaces";

  private final TurnedClock clock = new TurnedClock();
  private final Platform platform = Platform.start(clock);
  private final PlatformCaller caller = new PlatformCaller(platform);
  private String token = "";

  @BeforeAll
  void logIn() throws Exception {
    token = caller.token();
  }

  @AfterAll
  void stop() {
    caller.close();
    platform.close();
  }

  @Test
  void identityProvidersBearCertificatesInEveryEncoding() throws Exception {
    JsonNode providers = caller.json(token, PlatformProviders.PATH).path("entities");
    List<String> texts = new ArrayList<>();
    for (JsonNode provider : providers) {
      provider.path("certificates").forEach(text -> texts.add(text.asText()));
      if (provider.has("certificate")) {
        texts.add(provider.path("certificate").asText());
      }
    }
    assertThat(texts)
        .anyMatch(text -> text.startsWith("-----BEGIN") && text.contains("\n"))
        .anyMatch(text -> text.startsWith("-----BEGIN") && !text.contains("\n"))
        .anyMatch(text -> text.startsWith("MII"))
        .hasSizeGreaterThan(new HashSet<>(texts).size());
  }

  @Test
  void aProviderIsAskedForByItsId() throws Exception {
    JsonNode okta = caller.json(token, PlatformProviders.PATH + "/okta");
    assertThat(okta.path("signAuthnRequests").asBoolean()).isTrue();
    assertThat(okta.fieldNames()).toIterable().contains("issuerURI", "ssoTargetURI", "sloURI");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cic", "generic", "gsuite", "onelogin", "ping", "salesforce"})
  void aFixedNameThatIsNotConfiguredIsNotFound(String name) throws Exception {
    assertThat(caller.get(token, PlatformProviders.PATH + "/" + name).statusCode()).isEqualTo(404);
  }

  @Test
  void edgesHaveOneManagedAuthority() throws Exception {
    assertThat(caller.json(token, PlatformProviders.EDGES).path("entities"))
        .filteredOn(authority -> authority.path("type").asText().equals("MANAGED"))
        .singleElement()
        .satisfies(authority ->
            assertThat(authority.path("certificate").asText()).startsWith("-----BEGIN CERT"));
  }

  @Test
  void integrationsAreFilteredByTheirType() throws Exception {
    String path = PlatformIntegrations.PATH;
    int all = caller.json(token, path).path("total").asInt();
    JsonNode rest = caller.json(token, path + "?integrationType=custom-rest-actions");
    assertThat(rest.path("total").asInt()).isPositive().isLessThan(all);
    assertThat(rest.path("entities"))
        .allMatch(one -> one.at("/integrationType/id").asText().equals("custom-rest-actions"));
  }

  @Test
  void listsComeInPagesOfTheSizeThatIsAskedFor() throws Exception {
    String path = PlatformIntegrations.PATH + "?pageSize=3";
    JsonNode first = caller.json(token, path);
    assertThat(first.path("entities")).hasSize(3);
    assertThat(first.path("pageCount").asInt()).isEqualTo(2);
    JsonNode second = caller.json(token, first.path("nextUri").asText());
    assertThat(second.path("entities")).hasSize(first.path("total").asInt() - 3);
    assertThat(second.has("nextUri")).isFalse();
    assertThat(caller.json(token, path + "&pageNumber=3").path("entities")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "4c60a5b0-0000-4000-8000-000000000001,DigiCert",
    "4c60a5b0-0000-4000-8000-000000000002,Genesys Cloud"
  })
  void anIntegrationSaysWhoseCertificateItShows(String id, String authority) throws Exception {
    JsonNode config = caller.json(token, PlatformIntegrations.PATH + "/" + id + "/config/current");
    assertThat(config.at("/properties/clientCertificateAuthority").asText()).isEqualTo(authority);
    assertThat(config.path("credentials")).isNotEmpty();
  }

  @Test
  void anIntegrationThatWasNeverToldSaysNothing() throws Exception {
    platform
        .integrations()
        .integration(
            "4c60a5b0-0000-4000-8000-000000000009", "New", "other", "ACTIVE", Optional.empty());
    JsonNode config =
        caller.json(
            token,
            PlatformIntegrations.PATH + "/4c60a5b0-0000-4000-8000-000000000009/config/current");
    assertThat(config.path("properties").isObject()).isTrue();
    assertThat(config.path("properties")).isEmpty();
  }

  @Test
  void credentialsTellTheirAgeAndNoSecret() throws Exception {
    platform.integrations().credential("c1", "Aged", "basicAuth", Duration.ofDays(400));
    JsonNode all = caller.json(token, PlatformIntegrations.CREDENTIALS).path("entities");
    assertThat(all).noneMatch(one -> one.has("credentialFields"));
    assertThat(all)
        .filteredOn(one -> one.path("id").asText().equals("c1"))
        .singleElement()
        .satisfies(one ->
            assertThat(
                    Duration.between(
                        Instant.parse(one.path("modifiedDate").asText()), clock.instant()))
                .isBetween(Duration.ofDays(400), Duration.ofDays(400).plusSeconds(1)));
  }

  @Test
  void rangesAreThoseThatWereSet() throws Exception {
    platform
        .account()
        .ranges(List.of(new PlatformAccount.Range("192.0.2.0/24", "data-actions", "outbound")));
    assertThat(caller.json(token, "/api/v2/ipranges").path("entities"))
        .singleElement()
        .satisfies(range -> {
          assertThat(range.path("cidr").asText()).isEqualTo("192.0.2.0/24");
          assertThat(range.path("service").asText()).isEqualTo("data-actions");
          assertThat(range.path("region").asText()).isEqualTo(Platform.REGION);
        });
  }

  @Test
  void theOrganizationHasANameAndLimits() throws Exception {
    assertThat(caller.json(token, "/api/v2/organizations/me").path("domain").asText()).isNotEmpty();
    String namespace = caller.json(token, LIMITS).at("/entities/0").asText();
    assertThat(caller.json(token, LIMITS + "/" + namespace).path("entities"))
        .isNotEmpty()
        .allSatisfy(limit -> assertThat(limit.path("namespace").asText()).isEqualTo(namespace));
  }

  @Test
  void everyAnswerBearsTheRateLimitAndACorrelationId() throws Exception {
    assertThat(caller.get(token, "/api/v2/date").headers().map().keySet())
        .contains(
            "inin-correlation-id",
            "inin-ratelimit-allowed",
            "inin-ratelimit-count",
            "inin-ratelimit-reset");
  }

  @Test
  void anotherContentTypeIsUnsupported() throws Exception {
    var answer =
        caller.send(
            caller
                .api(PlatformAudits.PATH)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(json(answer).path("code").asText()).isEqualTo("unsupported.media.type");
  }

  @Test
  void cxoneIsFoundByDiscovery() throws Exception {
    JsonNode openid =
        json(caller.send(request(platform.cxone() + "/.well-known/openid-configuration")));
    assertThat(openid.path("issuer").asText()).isEqualTo(platform.cxone().toString());
    JsonNode tenant =
        json(
            caller.send(
                request(
                    platform.cxone()
                        + "/.well-known/cxone-configuration?tenantId="
                        + Platform.CXONE_TENANT)));
    assertThat(tenant.path("api_endpoint").asText()).startsWith("https://127.0.0.1:");
    assertThat(tenant.path("tenantId").asText()).isEqualTo(Platform.CXONE_TENANT);
  }

  @Test
  void theStatusPageNeedsNoToken() throws Exception {
    JsonNode page = json(caller.send(request(platform.status() + "/api/v2/summary.json")));
    assertThat(page.at("/status/indicator").asText()).isEqualTo("none");
  }
}
