package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Awaited;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformAudits;
import dev.handshake.lab.PlatformCertificates;
import dev.handshake.lab.PlatformFault;
import dev.handshake.lab.PlatformIntegrations;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TokenKeeper;
import dev.handshake.outgoing.Way;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The API client and the platform's stand-in: neither was made from the other. */
class ApiOnPlatformTest {
  private final Vertx vertx = Vertx.vertx();
  private final Platform platform = Platform.start(Clock.systemUTC());
  private final HastyLoop loop = new HastyLoop(vertx);
  private final Told told = new Told();
  private final Service service =
      new Service(
          vertx,
          platform.roots(),
          new Way(
              host -> Future.succeededFuture(List.of(InetAddress.ofLiteral(host))),
              Optional.empty()));
  private final Api api = client();

  @AfterEach
  void close() {
    service.close();
    platform.close();
    Awaited.answer(vertx.close());
  }

  @Test
  void listingsAreReadWithOneToken() {
    List<JsonNode> certificates =
        Awaited.answer(api.list(Source.CERTIFICATES, PlatformCertificates.PATH));
    assertThat(certificates)
        .extracting(one -> one.path("signingAuthority").asText())
        .contains("DigiCert", "Genesys");
    assertThat(Awaited.answer(api.list(Source.INTEGRATIONS, PlatformIntegrations.PATH)))
        .isNotEmpty();
    assertThat(platform.tokens().granted()).isEqualTo(1);
    assertThat(told.limits).last().satisfies(limit -> assertThat(limit.allowed()).hasValue(300));
  }

  @Test
  void allPagesOfAListingAreReadHoweverSmallTheyAre() {
    List<JsonNode> whole = Awaited.answer(api.list(Source.INTEGRATIONS, PlatformIntegrations.PATH));
    List<JsonNode> paged =
        Awaited.answer(api.list(Source.INTEGRATIONS, PlatformIntegrations.PATH + "?pageSize=1"));
    assertThat(whole).hasSizeGreaterThan(1);
    assertThat(paged).isEqualTo(whole);
  }

  @Test
  void aTokenThatEndedEarlyIsReplacedOnce() {
    Awaited.answer(api.get(Source.CERTIFICATES, PlatformCertificates.PATH));
    platform.tokens().revokeAll();
    Awaited.answer(api.get(Source.CERTIFICATES, PlatformCertificates.PATH));
    assertThat(platform.tokens().granted()).isEqualTo(2);
  }

  @Test
  void aPermissionThatWasWithdrawnIsNamed() {
    platform.tokens().withdraw("integrations:actionCertificate:view");
    ApiException fault =
        (ApiException) Awaited.failure(api.get(Source.CERTIFICATES, PlatformCertificates.PATH));
    assertThat(fault.fault()).isEqualTo(SourceFault.PERMISSION_DENIED);
    assertThat(fault.detail())
        .contains("needs integrations:actionCertificate:view, correlation id ");
  }

  @Test
  void anInventedPathIsAnUnexpectedStatus() {
    ApiException fault =
        (ApiException) Awaited.failure(api.get(Source.AUDITS, "/api/v2/auditlogs"));
    assertThat(fault.fault()).isEqualTo(SourceFault.UNEXPECTED_STATUS);
    assertThat(fault.detail()).startsWith("HTTP status 404, not.found");
  }

  static List<Faulty> faults() {
    return List.of(
        new Faulty(new PlatformFault.Truncated(), SourceFault.INVALID_ANSWER, 1),
        new Faulty(new PlatformFault.Garbage(), SourceFault.INVALID_ANSWER, 1),
        new Faulty(new PlatformFault.Oversized(5 << 20), SourceFault.INVALID_ANSWER, 1),
        new Faulty(new PlatformFault.CutOff(), SourceFault.UNREACHABLE, 3),
        new Faulty(new PlatformFault.Reset(), SourceFault.UNREACHABLE, 3),
        new Faulty(PlatformFault.status(500), SourceFault.SERVER_ERROR, 1),
        new Faulty(PlatformFault.status(503), SourceFault.SERVER_ERROR, 3),
        new Faulty(PlatformFault.tooMany(Duration.ofSeconds(42)), SourceFault.RATE_LIMITED, 3),
        new Faulty(PlatformFault.tooMany(Duration.ofMinutes(4)), SourceFault.RATE_LIMITED, 1));
  }

  /** A fault of the stand-in, its word, and how often it is asked. */
  record Faulty(PlatformFault fault, SourceFault word, int asked) {}

  @ParameterizedTest
  @MethodSource("faults")
  void eachFaultHasItsWordAndIsNotAskedForEver(Faulty faulty) {
    platform.faults().at(PlatformCertificates.PATH, faulty.fault());
    ApiException fault =
        (ApiException) Awaited.failure(api.get(Source.CERTIFICATES, PlatformCertificates.PATH));
    assertThat(fault.fault()).isEqualTo(faulty.word());
    assertThat(platform.counts().of("GET", PlatformCertificates.PATH)).isEqualTo(faulty.asked());
    Awaited.answer(api.list(Source.INTEGRATIONS, PlatformIntegrations.PATH));
  }

  @Test
  void theAuditTrailIsHadOnceItsQueryHasSucceeded() {
    platform.audits().changed("Integrations", "Integration", "Update", "CRM gateway");
    platform.audits().changed("Directory", "User", "Update", "somebody");
    Instant to = Instant.now().plusSeconds(1);
    List<JsonNode> messages =
        Awaited.answer(
            new AuditQuery(api, loop).run("Integrations", to.minus(Duration.ofDays(13)), to));
    assertThat(messages)
        .singleElement()
        .satisfies(one -> assertThat(one.at("/entity/name").asText()).isEqualTo("CRM gateway"));
    assertThat(loop.pauses()).as("it was not ready at once").isNotEmpty();
    assertThat(platform.counts().of("POST", PlatformAudits.PATH)).isEqualTo(1);
  }

  private Api client() {
    OrganizationSettings organization = platform.organization("acme");
    TokenKeeper tokens =
        new TokenKeeper(
            vertx,
            organization.oauth(),
            service,
            Duration.ofMinutes(30),
            loop,
            new SplittableRandom(),
            told::requested);
    return new ApiClient(
        vertx, organization, tokens, service, loop, loop, new SplittableRandom(), told);
  }
}
