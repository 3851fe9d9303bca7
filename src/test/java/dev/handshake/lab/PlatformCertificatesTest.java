package dev.handshake.lab;

import static dev.handshake.lab.PlatformCaller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.lab.PlatformCertificates.State;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client certificates as the stand-in publishes them, and their revocation lists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformCertificatesTest {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private final TurnedClock clock = new TurnedClock();
  private final Platform platform = Platform.start(clock);
  private final PlatformCaller caller = new PlatformCaller(platform);
  private String token = "";

  @BeforeEach
  void logIn() throws Exception {
    token = caller.token();
    platform.certificates().state(State.STEADY);
    platform.revocation().state(PlatformRevocation.State.FRESH);
  }

  @AfterAll
  void stop() {
    caller.close();
    platform.close();
  }

  @Test
  void theListIsAPagedEnvelopeOfFourFieldsEach() throws Exception {
    JsonNode list = caller.json(token, PlatformCertificates.PATH);
    assertThat(list.path("total").asInt()).isEqualTo(2);
    assertThat(list.path("pageCount").asInt()).isEqualTo(1);
    assertThat(list.path("entities"))
        .hasSize(2)
        .allSatisfy(entity ->
            assertThat(entity.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("signingAuthority", "certificate", "status", "type"));
  }

  @Test
  void thePublicChainStandsInOneStringWithItsRootAndCarriageReturns() throws Exception {
    String text = text("DigiCert", "Current");
    assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    assertThat(text).endsWith("-----END CERTIFICATE-----");
    List<X509Certificate> chain = certificates(text);
    assertThat(chain).hasSize(3);
    chain.get(0).verify(chain.get(1).getPublicKey());
    chain.get(1).verify(chain.get(2).getPublicKey());
    assertThat(chain.get(2)).isEqualTo(platform.pki().publicRoot());
  }

  @Test
  void theRegionalLeafStandsAloneWithABlankLineBehindIt() throws Exception {
    String text = text("Genesys", "Current");
    assertThat(text).doesNotContain("\r").endsWith("-----END CERTIFICATE-----\n\n");
    List<X509Certificate> alone = certificates(text);
    assertThat(alone).hasSize(1);
    X509Certificate root = platform.pki().regionalRoot();
    alone.getFirst().verify(root.getPublicKey());
    assertThat(((RSAPublicKey) root.getPublicKey()).getModulus().bitLength()).isEqualTo(4096);
  }

  @Test
  void everyLeafIsForClientsAndBearsTheRegionsName() throws Exception {
    for (String authority : List.of("DigiCert", "Genesys")) {
      X509Certificate leaf = leaf(authority, "Current");
      assertThat(leaf.getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
      assertThat(leaf.getSubjectAlternativeNames())
          .extracting(name -> (Object) name.get(1))
          .containsExactly(platform.region().clientCertificateName().orElseThrow());
      assertThat(Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
          .isEqualTo(Duration.ofDays(365));
    }
  }

  @Test
  void theOrderOfEntitiesIsNotPromised() throws Exception {
    Set<String> first = new HashSet<>();
    for (int call = 0; call < 64 && first.size() < 2; call++) {
      JsonNode list = caller.json(token, PlatformCertificates.PATH);
      first.add(list.at("/entities/0/signingAuthority").asText());
    }
    assertThat(first).containsExactlyInAnyOrder("DigiCert", "Genesys");
  }

  @Test
  void theUpcomingOneIsPublishedWhileTheCurrentOneHasLessThanNinetyDays() throws Exception {
    platform.certificates().state(State.UPCOMING);
    Date inNinetyDays = Date.from(clock.instant().plus(Duration.ofDays(90)));
    assertThat(leaf("DigiCert", "Current").getNotAfter()).isBefore(inNinetyDays);
    assertThat(certificates(text("DigiCert", "Upcoming")).getLast())
        .isEqualTo(platform.pki().nextRoot())
        .isNotEqualTo(platform.pki().publicRoot());
  }

  @Test
  void everySecondAnswerOfARotationIsOfTheTimeAfterIt() throws Exception {
    platform.certificates().state(State.ROTATING);
    X509Certificate first = leaf("DigiCert", "Current");
    X509Certificate second = leaf("DigiCert", "Current");
    assertThat(second).isNotEqualTo(first);
    assertThat(leaf("DigiCert", "Current")).isEqualTo(first);
    assertThat(leaf("DigiCert", "Current")).isEqualTo(second);
  }

  @Test
  void afterTheRotationTheUpcomingOneIsCurrent() throws Exception {
    platform.certificates().state(State.UPCOMING);
    X509Certificate upcoming = leaf("DigiCert", "Upcoming");
    platform.certificates().state(State.CURRENT);
    assertThat(leaf("DigiCert", "Current")).isEqualTo(upcoming);
    assertThat(entities()).noneMatch(entity -> entity.path("status").asText().equals("Upcoming"));
  }

  @Test
  void anExpiredOneEndedBeforeNow() throws Exception {
    platform.certificates().state(State.EXPIRED);
    assertThat(leaf("DigiCert", "Current").getNotAfter()).isBefore(Date.from(clock.instant()));
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ROTATING", "GARBAGE", "EMPTY"})
  void twoAnswersAgreeUnlessARotationIsUnderWay(State state) throws Exception {
    platform.certificates().state(state);
    Set<JsonNode> first = Set.copyOf(entities());
    assertThat(Set.copyOf(entities())).isEqualTo(first).isNotEmpty();
  }

  @Test
  void theUpcomingOneMayNoLongerBeForClients() throws Exception {
    platform.certificates().state(State.UPCOMING_NOT_FOR_CLIENTS);
    assertThat(leaf("DigiCert", "Upcoming").getExtendedKeyUsage()).doesNotContain(CLIENT_AUTH);
  }

  @Test
  void garbageCannotBeParsed() throws Exception {
    platform.certificates().state(State.GARBAGE);
    assertThat(entities())
        .hasSize(2)
        .allSatisfy(entity ->
            assertThatThrownBy(() -> certificates(entity.path("certificate").asText()))
                .isInstanceOf(CertificateException.class));
  }

  @Test
  void anUnknownAuthorityComesBesideTheKnownOnes() throws Exception {
    platform.certificates().state(State.UNKNOWN_ENUM);
    assertThat(entities())
        .extracting(entity -> entity.path("signingAuthority").asText())
        .containsExactlyInAnyOrder("DigiCert", "Genesys", "Sectigo");
  }

  @Test
  void emptyIsAListWithoutEntities() throws Exception {
    platform.certificates().state(State.EMPTY);
    assertThat(caller.json(token, PlatformCertificates.PATH).path("total").asInt(-1)).isZero();
    assertThat(entities()).isEmpty();
  }

  @Test
  void theStatusMayBeAskedFor() throws Exception {
    platform.certificates().state(State.UPCOMING);
    assertThat(
            caller
                .json(token, PlatformCertificates.PATH + "?status=Upcoming&type=Client")
                .path("entities"))
        .singleElement()
        .satisfies(entity -> assertThat(entity.path("status").asText()).isEqualTo("Upcoming"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status=Past", "type=Server"})
  void anUnknownFilterIsAnInvalidValue(String query) throws Exception {
    HttpResponse<String> answer = caller.get(token, PlatformCertificates.PATH + "?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("code").asText()).isEqualTo("invalid.value");
  }

  @Test
  void theTrustStoreHasTheGatewaysRoot() throws Exception {
    JsonNode roots = caller.json(token, PlatformCertificates.PATH + "/truststore");
    assertThat(roots.path("total").asInt()).isEqualTo(roots.path("entities").size());
    assertThat(roots.path("entities"))
        .extracting(root -> root.path("serialNumber").asText())
        .contains(platform.pki().gatewayRoot().getSerialNumber().toString(16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DigiCert", "Genesys"})
  void theLeafNamesARevocationListThatHolds(String authority) throws Exception {
    X509Certificate leaf = leaf(authority, "Current");
    X509CRL list = list(leaf);
    assertThat(list.getIssuerX500Principal()).isEqualTo(leaf.getIssuerX500Principal());
    assertThat(list.getNextUpdate()).isAfter(Date.from(clock.instant()));
    assertThat(list.isRevoked(leaf)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DigiCert", "Genesys"})
  void aRevokedOneStandsInItsList(String authority) throws Exception {
    platform.certificates().state(State.REVOKED);
    X509Certificate leaf = leaf(authority, "Current");
    assertThat(list(leaf).isRevoked(leaf)).isTrue();
  }

  @Test
  void aStaleListShouldHaveBeenRenewedYesterday() throws Exception {
    platform.revocation().state(PlatformRevocation.State.STALE);
    assertThat(list(leaf("DigiCert", "Current")).getNextUpdate())
        .isBefore(Date.from(clock.instant()));
  }

  @Test
  void anUnreachableListIsNoAnswer() throws Exception {
    URI url = point(leaf("DigiCert", "Current"));
    platform.revocation().state(PlatformRevocation.State.UNREACHABLE);
    assertThatThrownBy(() -> caller.bytes(url)).isInstanceOf(IOException.class);
  }

  private List<JsonNode> entities() throws Exception {
    List<JsonNode> entities = new ArrayList<>();
    caller.json(token, PlatformCertificates.PATH).path("entities").forEach(entities::add);
    return entities;
  }

  private String text(String authority, String status) throws Exception {
    return entities().stream()
        .filter(entity -> entity.path("signingAuthority").asText().equals(authority))
        .filter(entity -> entity.path("status").asText().equals(status))
        .findFirst()
        .orElseThrow()
        .path("certificate")
        .asText();
  }

  private X509Certificate leaf(String authority, String status) throws Exception {
    return certificates(text(authority, status)).getFirst();
  }

  private static List<X509Certificate> certificates(String text) throws CertificateException {
    List<X509Certificate> all = new ArrayList<>();
    CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
        .forEach(one -> all.add((X509Certificate) one));
    return all;
  }

  private X509CRL list(X509Certificate leaf) throws Exception {
    byte[] bytes = caller.bytes(point(leaf)).body();
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes));
  }

  private static URI point(X509Certificate leaf) {
    byte[] octets = ASN1OctetString.getInstance(leaf.getExtensionValue("2.5.29.31")).getOctets();
    DistributionPoint point = CRLDistPoint.getInstance(octets).getDistributionPoints()[0];
    GeneralName name =
        GeneralNames.getInstance(point.getDistributionPoint().getName()).getNames()[0];
    return URI.create(name.getName().toString());
  }
}
