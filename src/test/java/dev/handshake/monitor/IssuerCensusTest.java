package dev.handshake.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.PeerChain;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.PublicRoots;
import dev.handshake.diagnosis.IssuerFacts;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of issuers across targets and over time. */
class IssuerCensusTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");
  private static final HeldCertificate PUBLIC = root("Public Root");
  private static final HeldCertificate PRIVATE = root("Private Root");
  private static final Set<X509Certificate> BOTH =
      Set.of(PUBLIC.certificate(), PRIVATE.certificate());

  private final IssuerCensus census =
      new IssuerCensus(PublicRoots.of(List.of(PUBLIC.certificate())));

  @Test
  void theEndOfATrustedPathTellsWhetherTheIssuerIsPublic() {
    assertThat(seen("a.example", PUBLIC, BOTH).isPublic()).contains(true);
    assertThat(seen("a.example", PRIVATE, BOTH).isPublic()).contains(false);
  }

  @Test
  void anIntermediateThatIsTrustedItselfIsPublicWhereItsIssuerIs() {
    HeldCertificate issuing =
        HeldCertificate.named("Issuing", NOW).authority().issuedBy(PUBLIC).mint();
    assertThat(seen("a.example", issuing, Set.of(issuing.certificate())).isPublic()).contains(true);
  }

  @Test
  void ofALeafAloneWhoseIssuerNobodyKnowsNothingIsTold() {
    assertThat(seen("a.example", PRIVATE, Set.of())).isEqualTo(IssuerFacts.NONE);
  }

  @Test
  void aChangeFromPublicToPrivateIsRememberedPerServer() {
    seen("a.example", PUBLIC, BOTH);
    assertThat(seen("a.example", PUBLIC, BOTH).publicBefore()).isEmpty();
    assertThat(seen("a.example", PRIVATE, BOTH).publicBefore()).contains("CN=Public Root");
    assertThat(seen("b.example", PRIVATE, BOTH).publicBefore()).isEmpty();
  }

  @Test
  void theDomainsOfAPrivateIssuerAreGatheredAndThoseOfAPublicOneAreNot() {
    for (String name : List.of("www.a.example", "api.a.example", "b.example", "10.0.0.1")) {
      seen(name, PUBLIC, BOTH);
      seen(name, PRIVATE, BOTH);
    }
    assertThat(seen("c.example", PRIVATE, BOTH).domains())
        .containsExactlyInAnyOrder("a.example", "b.example", "c.example");
    assertThat(seen("c.example", PUBLIC, BOTH).domains()).isEmpty();
  }

  @Test
  void noMoreThanAFewDomainsAreKept() {
    for (int number = 0; number < 100; number++) {
      seen("name" + number + ".example", PRIVATE, BOTH);
    }
    assertThat(seen("last.example", PRIVATE, BOTH).domains()).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com",
    "a.b.EXAMPLE.com, example.com",
    "www.example.co.uk, example.co.uk",
    "mypurecloud.com.au, mypurecloud.com.au",
    "login.mypurecloud.de, mypurecloud.de"
  })
  void aDomainIsWhatWasRegisteredRoughly(String host, String domain) {
    assertThat(IssuerCensus.domain(host)).contains(domain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "192.0.2.1", "2001:db8::1"})
  void whatWasRegisteredByNobodyHasNone(String host) {
    assertThat(IssuerCensus.domain(host)).isEmpty();
  }

  private IssuerFacts seen(String name, HeldCertificate issuer, Set<X509Certificate> anchors) {
    List<byte[]> encoded =
        HeldCertificate.named(name, NOW).dns(name).issuedBy(issuer).mint().chain().stream()
            .map(IssuerCensusTest::encoded)
            .toList();
    PeerChain chain = PeerChain.ofDer(encoded);
    TrustAnchors trusted = TrustAnchors.of("test", anchors, List.of());
    return census.of(
        Target.of(name, new Endpoint(name, 443), ProbeModule.DEFAULT),
        chain,
        new ChainInspector().inspect(ChainQuestion.ofServer(chain, trusted, name), NOW));
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static HeldCertificate root(String name) {
    return HeldCertificate.named(name, NOW).authority().mint();
  }
}
