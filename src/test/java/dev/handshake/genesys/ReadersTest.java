package dev.handshake.genesys;

import static dev.handshake.genesys.ScriptedApi.json;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.address.AddressGuard;
import dev.handshake.lab.HeldCertificate;
import io.vertx.core.Future;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sources make of answers in the shapes that the API documents, and in others. */
class ReadersTest {
  private final Instant now = Instant.now();
  private final HeldCertificate one = HeldCertificate.named("one", now).mint();
  private final HeldCertificate other = HeldCertificate.named("other", now).mint();
  private final ScriptedApi api = new ScriptedApi();
  private final ActionReader actions =
      new ActionReader(AddressGuard.publicOnly(), endpoint -> "target of " + endpoint);

  @Test
  void unknownWordsOfACertificateAreDataAndKnownOnesKeepTheApisSpelling() throws ApiException {
    List<ClientCertificate> read =
        ClientCertificateReader.read(
            entities(
                """
                {'entities': [
                  {'signingAuthority': 'Digicert', 'status': 'Current', 'certificate': '%1$s'},
                  {'signingAuthority': 'Sectigo', 'status': 'Retired', 'certificate': '%1$s'}]}
                """
                    .formatted(base64(one))));

    assertThat(read).extracting(ClientCertificate::authority).containsExactly("DigiCert", "other");
    assertThat(read).extracting(ClientCertificate::status).containsExactly("Current", "other");
  }

  @Test
  void aListOfWhichOneCertificateIsMissingIsNotBelieved() {
    JsonNode answer =
        json(
            "{'entities': [{'signingAuthority': 'Genesys', 'status': 'Current', 'certificate': '"
                + base64(one)
                + "'}, {'signingAuthority': 'DigiCert', 'status': 'Current'}]}");

    assertThatThrownBy(() -> ClientCertificateReader.read(Fields.entities(answer)))
        .isInstanceOf(ApiException.class);
  }

  @Test
  void serialNumbersMatchHoweverTheyAreWritten() throws ApiException {
    assertThat(roots("0B:93:1c:3A").holds("0b931c3a")).isTrue();
    assertThat(roots("0x000b931c3a").holds("0b931c3a")).isTrue();
    assertThat(roots(Long.toString(0x0b931c3aL)).holds("0b931c3a")).isTrue();
    assertThat(roots("0b931c3b").holds("0b931c3a")).isFalse();
  }

  @Test
  void aTrustStoreThatIsEmptyOrCutShortIsNotBelieved() {
    for (String body :
        List.of(
            "{'entities': [], 'total': 0}",
            "{'entities': [{'serialNumber': '0a'}], 'total': 2}",
            "{'entities': [{'serialNumber': 'none'}], 'total': 1}",
            "{'total': 0}",
            "[]")) {
      assertThatThrownBy(() -> TrustedRootsReader.read(json(body)))
          .as(body)
          .isInstanceOf(ApiException.class);
    }
  }

  @Test
  void aProvidersCertificatesCountOnceInWhicheverFieldAndFormTheyStand() throws ApiException {
    String pem = one.certificatePem().replace("\n", "\\r\\n");
    IdentityProvider provider =
        IdentityProviderReader.read(
            json(
                """
                {'id': 'okta', 'name': 'Corporate Okta', 'disabled': false, 'sloURI': '',
                 'certificate': '%s', 'certificates': ['%s', '%s'], 'signAuthnRequests': true}
                """
                    .formatted(pem, base64(one), base64(other))));

    assertThat(provider.certificates())
        .extracting(it -> it.subject())
        .containsExactly("CN=one", "CN=other");
    assertThat(provider.usesSsoCertificate()).isTrue();
  }

  @Test
  void aProviderThatIsListedByItsNameAloneIsAskedForByItself() {
    api.answer(
            "/api/v2/identityproviders",
            "{'entities': [{'id': 'okta', 'name': 'Okta', 'disabled': false},"
                + " {'id': 'adfs', 'name': 'ADFS', 'certificates': []}]}")
        .answer(
            "/api/v2/identityproviders/okta",
            "{'id': 'okta', 'name': 'Okta', 'sloURI': 'https://idp.example.com/slo',"
                + " 'certificate': '"
                + base64(one)
                + "'}");

    assertThat(result(IdentityProviderReader.ask(api, new Inline())))
        .satisfiesExactly(
            okta -> {
              assertThat(okta.certificates()).hasSize(1);
              assertThat(okta.usesSsoCertificate()).isTrue();
            },
            adfs -> {
              assertThat(adfs.certificates()).isEmpty();
              assertThat(adfs.usesSsoCertificate()).isFalse();
            });
    assertThat(api.asked()).doesNotContain("GET /api/v2/identityproviders/adfs");
  }

  @Test
  void anIdThatWouldLeaveItsPlaceInAPathIsNotBelieved() {
    api.answer("/api/v2/identityproviders", "{'entities': [{'id': '../tokens/me?x='}]}");

    assertThat(IdentityProviderReader.ask(api, new Inline()).cause())
        .isInstanceOf(ApiException.class);
    assertThat(api.asked()).hasSize(1);
  }

  @Test
  void certificatesAreReadOffTheEventLoop() {
    String certificate = one.certificatePem().replace("\n", "\\n");
    String entity =
        "{'entities': [{'id': 'a', 'name': 'A', 'certificate': '" + certificate + "'}]}";
    for (String path :
        List.of(
            "/api/v2/identityproviders",
            "/api/v2/integrations/actions/certificates",
            "/api/v2/telephony/providers/edges/certificateauthorities")) {
      api.answer(path, entity);
    }
    Inline worker = new Inline();

    assertThat(result(IdentityProviderReader.ask(api, worker))).hasSize(1);
    assertThat(worker.runs()).isEqualTo(1);
    assertThat(result(ClientCertificateReader.ask(api, worker))).hasSize(1);
    assertThat(result(EdgeReader.ask(api, worker))).hasSize(1);
    assertThat(worker.runs()).isEqualTo(3);
  }

  @Test
  void moreClientCertificatesThanAnyRegionHasAreNotBelieved() {
    String certificate = one.certificatePem().replace("\n", "\\n");
    String entity = "{'certificate': '" + certificate + "'}";
    String path = "/api/v2/integrations/actions/certificates";
    api.answer(path, "{'entities': [" + String.join(",", Collections.nCopies(17, entity)) + "]}");

    assertThat(ClientCertificateReader.ask(api, new Inline()).cause())
        .isInstanceOf(ApiException.class);
  }

  @Test
  void anIntegrationsAuthorityIsTakenAsItIsConfigured() {
    api.answer(
            "/api/v2/integrations?integrationType=custom-rest-actions",
            "{'entities': [{'id': '4c60', 'name': 'CRM', 'intendedState': 'ENABLED',"
                + " 'reportedState': {'code': 'ACTIVE'}}, {'id': '4c61', 'name': 'New',"
                + " 'intendedState': 'DISABLED'}]}")
        .answer(
            "/api/v2/integrations/4c60/config/current",
            "{'properties': {'clientCertificateAuthority': 'Genesys Cloud'}, 'credentials': {}}")
        .answer("/api/v2/integrations/4c61/config/current", "{'properties': {}}");

    assertThat(result(IntegrationReader.ask(api)))
        .containsExactly(
            new Integration("4c60", "CRM", "ACTIVE", "Genesys Cloud"),
            new Integration("4c61", "New", "DISABLED", ""));
  }

  @Test
  void ofCredentialsTheListAloneIsAskedFor() {
    api.answer(
        "/api/v2/integrations/credentials",
        "{'entities': [{'id': '77aa', 'name': 'CRM', 'createdDate': '2024-01-01T00:00:00Z',"
            + " 'modifiedDate': '2025-06-01T10:00:00.123Z', 'type': {'id': 'basicAuth'}},"
            + " {'id': '77ab', 'name': 'Old', 'createdDate': '2023-01-01T00:00:00Z'},"
            + " {'id': '77ac', 'name': 'Odd', 'modifiedDate': 'yesterday'}]}");

    assertThat(result(CredentialReader.ask(api)))
        .extracting(IntegrationCredential::modified)
        .containsExactly(
            Optional.of(Instant.parse("2025-06-01T10:00:00.123Z")),
            Optional.of(Instant.parse("2023-01-01T00:00:00Z")),
            Optional.empty());
    assertThat(api.asked()).containsExactly("GET /api/v2/integrations/credentials");
  }

  @Test
  void actionsOfOneHostAreOneTargetWithTheSmallestTimeout() throws ApiException {
    DataActions read =
        actions.read(
            entities(
                """
                {'entities': [
                  {'id': 'a', 'config': {'timeoutSeconds': 20, 'request':
                    {'requestUrlTemplate': 'https://CRM.example.com/v1/${input.id}'}}},
                  {'id': 'b', 'config': {'timeoutSeconds': 5, 'request':
                    {'requestUrlTemplate': 'https://crm.example.com:443/v2?q=$!{input.q}'}}},
                  {'id': 'c', 'config': {'timeoutSeconds': 0, 'request':
                    {'requestUrlTemplate': 'https://crm.example.com:8443'}}},
                  {'id': 'd', 'name': 'built in'}]}
                """));

    assertThat(read.unprobed()).isZero();
    assertThat(read.hosts())
        .satisfiesExactlyInAnyOrder(
            crm -> {
              assertThat(crm.endpoint()).hasToString("crm.example.com:443");
              assertThat(crm.actions()).isEqualTo(2);
              assertThat(crm.timeout()).contains(Duration.ofSeconds(5));
            },
            other -> {
              assertThat(other.endpoint()).hasToString("crm.example.com:8443");
              assertThat(other.timeout()).isEmpty();
            });
  }

  @Test
  void aHostThatATemplateMakesOrThatMayNotBeProbedIsCountedOnly() throws ApiException {
    List<String> templates =
        List.of(
            "https://${input.host}/v1",
            "https://$host/v1",
            "https://api-${credentials.region}.example.com/",
            "${credentials.baseUrl}/v1",
            "#if($x)https://a.example.com#end",
            "http://crm.example.com/",
            "https://user:pw@crm.example.com/",
            "https://127.0.0.1/",
            "https://[::1]:8443/",
            "https://169.254.169.254/latest",
            "https://crm.example.com:99999/",
            "https://\u202eevil/",
            "https:// /");
    StringBuilder body = new StringBuilder("{'entities': [");
    templates.forEach(template ->
        body.append("{'config': {'request': {'requestUrlTemplate': '")
            .append(template)
            .append("'}}},"));
    body.append("{}]}");

    DataActions read = actions.read(entities(body.toString()));

    assertThat(read.hosts()).isEmpty();
    assertThat(read.unprobed()).isEqualTo(templates.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "127.1",
        "0177.0.0.1",
        "010.0.0.1",
        "127.0.0.1.",
        "\uff11\uff12\uff17.0.0.1",
        "127\u30020\u30020\u30021",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[::127.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "[fe80::1%25eth0]",
        "crm.example.com@127.0.0.1",
        "crm.example.com:443@127.0.0.1",
        "crm.example.com\\\\@127.0.0.1",
        "crm.example.com:0",
        "crm.example.com:65536",
        "crm..example.com",
        "crm.example.com\\u0000.example.org",
        "crm.example.com\\r\\nHost: x"
      })
  void noSpellingOfAHostLeadsInside(String host) throws ApiException {
    String entity = "{'config': {'request': {'requestUrlTemplate': 'https://" + host + "/'}}}";
    DataActions read = actions.read(entities("{'entities': [" + entity + "]}"));
    assertThat(read.hosts()).isEmpty();
    assertThat(read.unprobed()).isEqualTo(1);
  }

  @Test
  void hostsBeyondReasonAreCountedOnly() throws ApiException {
    String entity = "{'config': {'request': {'requestUrlTemplate': 'https://h%d.example.com/'}}}";
    String all = IntStream.range(0, 300).mapToObj(entity::formatted).collect(joining(","));
    DataActions read = actions.read(entities("{'entities': [" + all + "]}"));
    assertThat(read.hosts()).hasSize(200);
    assertThat(read.unprobed()).isEqualTo(100);
  }

  @Test
  void rangesAreOneDigestWhateverTheirOrder() throws ApiException {
    String range = "{'cidr': '%s', 'service': 'data-actions'}";
    String first = range.formatted("198.51.100.16/32");
    String second = range.formatted("203.0.113.0/28");

    List<IpRanges> read = IpRangeReader.read(json("{'entities': [" + first + "," + second + "]}"));
    List<IpRanges> turned =
        IpRangeReader.read(json("{'entities': [" + second + "," + first + "]}"));
    List<IpRanges> fewer = IpRangeReader.read(json("{'entities': [" + first + "]}"));

    assertThat(read).isEqualTo(turned).singleElement().extracting(IpRanges::count).isEqualTo(2);
    assertThat(fewer.getFirst().sha256()).isNotEqualTo(read.getFirst().sha256());
    IpRanges changed = fewer.getFirst().after(read.getFirst(), now);
    assertThat(changed.lastChange()).contains(now);
    assertThat(fewer.getFirst().after(changed, now.plusSeconds(9)).lastChange()).contains(now);
    assertThat(fewer.getFirst().after(null, now).lastChange()).isEmpty();
  }

  @Test
  void limitsThatAreNotToldLeaveTheOrganizationKnown() {
    api.answer(
            "/api/v2/organizations/me",
            "{'id': 'f711', 'name': 'Acme', 'domain': 'acme', 'state': 'active'}")
        .answer(
            "/api/v2/organizations/limits/namespaces",
            "{'entities': ['integrations', {'name': 'platform.api'}, 'outbound', '../me']}")
        .answer(
            "/api/v2/organizations/limits/namespaces/integrations",
            "{'entities': [{'key': 'actions.total.max', 'namespace': 'integrations',"
                + " 'value': 2500}, {'key': 'odd', 'value': 'many'}]}")
        .fail(
            "/api/v2/organizations/limits/namespaces/platform.api", SourceFault.PERMISSION_DENIED);

    OrganizationFacts facts = result(OrganizationReader.ask(api));

    assertThat(facts.domain()).isEqualTo("acme");
    assertThat(facts.limits())
        .containsExactly(new OrganizationFacts.Limit("integrations", "actions.total.max", 2500));
  }

  @Test
  void authoritiesOfEdgesThatWereDeletedMatterNoMore() throws ApiException {
    List<EdgeAuthority> read =
        EdgeReader.read(
            entities(
                """
                {'entities': [
                  {'name': 'Managed CA', 'type': 'MANAGED', 'state': 'active', 'certificate': '%1$s'},
                  {'name': 'Gone', 'type': 'REMOTE', 'state': 'deleted', 'certificate': '%1$s'}]}
                """
                    .formatted(base64(one))));

    assertThat(read).extracting(EdgeAuthority::name).containsExactly("Managed CA");
  }

  private static TrustedRoots roots(String serial) throws ApiException {
    return TrustedRootsReader.read(
        json("{'entities': [{'serialNumber': '" + serial + "'}], 'total': 1}"));
  }

  private static List<JsonNode> entities(String text) throws ApiException {
    return Fields.entities(json(text));
  }

  private static String base64(HeldCertificate held) {
    try {
      return Base64.getEncoder().encodeToString(held.certificate().getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static <T> T result(Future<T> future) {
    if (future.failed()) {
      throw new AssertionError(future.cause());
    }
    return future.result();
  }
}
