package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.Fingerprint;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.OcspDraft;
import dev.handshake.reason.Check;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.target.Pin;
import dev.handshake.target.Policy;
import dev.handshake.target.ProbeModule;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What proves that somebody stands in between, what only hints at it, and what never does. */
class InterceptionTest {
  private static final Instant NOW = Seen.TIME;
  private static final HeldCertificate REAL = root("Real Root");
  private static final HeldCertificate OTHER = root("Other Root");
  private static final HeldCertificate PRODUCT = named("CN=mitmproxy,O=mitmproxy");
  private static final IssuerFacts PRIVATE =
      new IssuerFacts(Optional.of(false), Optional.empty(), Set.of());
  private static final IssuerFacts PUBLIC =
      new IssuerFacts(Optional.of(true), Optional.empty(), Set.of());
  private static final IssuerFacts OF_MANY =
      new IssuerFacts(
          Optional.of(false), Optional.empty(), Set.of("a.example", "b.example", "c.example"));
  private static final IssuerFacts CHANGED =
      new IssuerFacts(Optional.of(false), Optional.of("CN=Public CA"), Set.of());

  // ---- roots that the policy names ----

  @Test
  void aTrustedPathToAnotherRootThanThePolicyNamesIsInterception() {
    Diagnosis diagnosis = trusted(OTHER).module(now -> now.withPolicy(roots(REAL))).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_INTERCEPTED);
    assertThat(diagnosis.party()).contains(Party.INTERCEPTOR);
    assertThat(diagnosis.phase()).contains(Phase.HANDSHAKE);
    assertThat(diagnosis.checks()).containsEntry(Check.NOT_INTERCEPTED, false);
    assertThat(diagnosis.summary())
        .startsWith("Somebody answers in place of crm.example.com: ")
        .contains("its path ends in CN=Other Root (SHA-256 ", "(expected: SHA-256 ");
  }

  @Test
  void aRenewalUnderTheSameRootIsNone() {
    HeldCertificate renewed =
        leaf(HeldCertificate.named("New CA", NOW).authority().issuedBy(REAL).mint());
    Diagnosis diagnosis =
        shown(renewed, REAL).module(now -> now.withPolicy(roots(REAL))).diagnose();

    assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
    assertThat(diagnosis.checks()).containsEntry(Check.NOT_INTERCEPTED, true);
  }

  @Test
  void oneOfSeveralTrustedPathsThatEndsWhereItShouldIsEnough() {
    HeldCertificate issuer =
        HeldCertificate.named("Cross CA", NOW).authority().issuedBy(OTHER).mint();
    HeldCertificate crossed = crossSigned(issuer, REAL);
    HeldCertificate leaf = leaf(issuer);
    List<X509Certificate> sent = new ArrayList<>(leaf.chain());
    sent.add(crossed.certificate());
    Diagnosis diagnosis =
        Seen.completed()
            .chain(sent, Set.of(REAL.certificate(), OTHER.certificate()))
            .module(now -> now.withPolicy(roots(REAL)))
            .diagnose();

    assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
    assertThat(diagnosis.checks()).containsEntry(Check.NOT_INTERCEPTED, true);
  }

  @Test
  void aRootMayBePinnedByItsKeyOrItsSubject() {
    X509Certificate root = REAL.certificate();
    for (String pin :
        List.of(Fingerprint.sha256(root.getPublicKey().getEncoded()), "CN=Real Root")) {
      Diagnosis diagnosis =
          trusted(REAL)
              .module(now -> now.withPolicy(Policy.DEFAULT.withRoots(List.of(Pin.parse(pin)))))
              .diagnose();
      assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
    }
  }

  @Test
  void anUntrustedRootIsUntrustedWhateverThePolicyNames() {
    Diagnosis diagnosis = untrusted(OTHER).module(now -> now.withPolicy(roots(REAL))).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_UNTRUSTED);
    assertThat(diagnosis.checks()).doesNotContainKey(Check.NOT_INTERCEPTED);
  }

  @Test
  void itPrecedesWhatElseIsWrongWithTheChainAndThePolicy() {
    Diagnosis diagnosis =
        shown(
                HeldCertificate.named("other.example", NOW)
                    .dns("other.example")
                    .issuedBy(OTHER)
                    .mint(),
                OTHER)
            .module(now -> now.withPolicy(roots(REAL).withMinDaysLeft(3000)))
            .diagnose();

    assertThat(diagnosis.findings().all())
        .startsWith(
            Reason.CERTIFICATE_INTERCEPTED,
            Reason.CERTIFICATE_NAME_MISMATCH,
            Reason.POLICY_VIOLATION);
  }

  // ---- hints ----

  @Test
  void aPublicNameUnderAPrivateRootAndUnloggedIsInterception() {
    Diagnosis diagnosis =
        trusted(OTHER).module(InterceptionTest::marked).issuer(PRIVATE).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_INTERCEPTED);
    assertThat(diagnosis.summary())
        .contains(
            "trusted here and not by the public", "no timestamp of a certificate-transparency log");
  }

  @Test
  void timestampsThatAreStapledCountAsThoseOfTheCertificateDo() {
    byte[] one = {0, 3, 0, 1, 7};
    HeldCertificate leaf = leaf(OTHER);
    OcspDraft about = OcspDraft.about(leaf.certificate(), OTHER, NOW);
    Seen seen = shown(leaf, OTHER).module(InterceptionTest::marked).issuer(PRIVATE);

    assertThat(seen.stapled(about.mint()).diagnose().reason())
        .as("stapled without timestamps")
        .contains(Reason.CERTIFICATE_INTERCEPTED);
    assertThat(seen.stapled(about.withTimestamps(one).mint()).diagnose().success()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.mypurecloud.com:443",
        "login.euc2.pure.cloud:443",
        "cxone.niceincontact.com:443"
      })
  void namesOfThePlatformsAreKnownToBePublic(String address) {
    Diagnosis diagnosis = at(address, OTHER).issuer(PRIVATE).diagnose();

    assertThat(diagnosis.findings().all()).contains(Reason.CERTIFICATE_INTERCEPTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"notmypurecloud.com:443", "mypurecloud.com.example.org:443"})
  void namesThatLookAlikeAreNot(String address) {
    assertThat(at(address, OTHER).issuer(PRIVATE).diagnose().findings().all())
        .doesNotContain(Reason.CERTIFICATE_INTERCEPTED);
  }

  @Test
  void anIssuerNamedAfterAProductIsOneHintAndAnUnloggedPublicNameTheOther() {
    Diagnosis diagnosis =
        trusted(PRODUCT).module(InterceptionTest::marked).issuer(PUBLIC).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_INTERCEPTED);
    assertThat(diagnosis.summary()).contains("its issuer names mitmproxy, which inspects TLS");
  }

  @Test
  void unrelatedNamesOfOneProductAreInterceptionEvenWhereNoNameIsPublic() {
    assertThat(trusted(PRODUCT).issuer(OF_MANY).diagnose().reason())
        .contains(Reason.CERTIFICATE_INTERCEPTED);
  }

  @Test
  void untrustedAndNamedAfterAProductStaysUntrustedWithTheHint() {
    Diagnosis diagnosis =
        untrusted(PRODUCT).module(InterceptionTest::marked).issuer(PRIVATE).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_UNTRUSTED);
    assertThat(diagnosis.summary())
        .endsWith(" It may be intercepted: its issuer names mitmproxy, which inspects TLS.");
  }

  @Test
  void untrustedIsInterceptionWhereSeveralHintsAgree() {
    assertThat(untrusted(PRODUCT).issuer(CHANGED).diagnose().reason())
        .contains(Reason.CERTIFICATE_INTERCEPTED);
  }

  @Test
  void oneHintAloneIsNeverEnough() {
    List<Seen> each =
        List.of(
            trusted(PRODUCT).issuer(PRIVATE),
            trusted(OTHER).module(InterceptionTest::marked).issuer(PUBLIC),
            trusted(OTHER).issuer(CHANGED));
    for (Seen seen : each) {
      Diagnosis diagnosis = seen.diagnose();
      assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
      assertThat(diagnosis.checks()).doesNotContainEntry(Check.NOT_INTERCEPTED, false);
    }
  }

  @Test
  void aPrivateAuthorityOfOnesOwnIsNeverCalledAnInterceptor() {
    IssuerFacts all =
        new IssuerFacts(Optional.of(false), Optional.of("CN=Public CA"), OF_MANY.domains());
    Diagnosis diagnosis = trusted(OTHER).issuer(all).diagnose();

    assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
    assertThat(diagnosis.checks()).doesNotContainKey(Check.NOT_INTERCEPTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=Zscaler Root CA,O=Zscaler Inc.",
        "CN=FG100E,OU=Certificate Authority,O=Fortinet",
        "CN=DO_NOT_TRUST_FiddlerRoot,O=DO_NOT_TRUST",
        "CN=Gateway CA - Cloudflare Managed G1",
        "O=Palo Alto Networks,CN=decrypt"
      })
  void productsAreKnownByTheWordsTheyGoUnder(String name) {
    assertThat(product(name)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=Corporate Root,L=Palo Alto Networks",
        "CN=Squidward Root",
        "CN=Charles University CA",
        "CN=Reset Root",
        "CN=Check Point Road Hospital"
      })
  void othersAreNot(String name) {
    assertThat(product(name)).isEmpty();
  }

  private static Optional<String> product(String name) {
    return InspectionProducts.named(leaf(named(name)).certificate(), List.of());
  }

  private static Seen trusted(HeldCertificate root) {
    return shown(leaf(root), root);
  }

  private static Seen at(String address, HeldCertificate root) {
    return Seen.completed()
        .at(address, "203.0.113.7")
        .chain(leaf(root).chain(), Set.of(root.certificate()));
  }

  private static Seen untrusted(HeldCertificate root) {
    List<X509Certificate> sent = new ArrayList<>(leaf(root).chain());
    sent.add(root.certificate());
    return Seen.completed().chain(sent, Set.of());
  }

  private static Seen shown(HeldCertificate leaf, HeldCertificate root) {
    return Seen.completed().chain(leaf.chain(), Set.of(root.certificate()));
  }

  private static ProbeModule marked(ProbeModule now) {
    return now.withPolicy(now.policy().withPublic(true));
  }

  private static Policy roots(HeldCertificate root) {
    try {
      String print = Fingerprint.sha256(root.certificate().getEncoded());
      return Policy.DEFAULT.withRoots(List.of(Pin.parse(print)));
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static HeldCertificate root(String name) {
    return HeldCertificate.named(name, NOW).authority().mint();
  }

  private static HeldCertificate named(String subject) {
    return HeldCertificate.named("x", NOW).subject(new X500Name(subject)).authority().mint();
  }

  private static HeldCertificate leaf(HeldCertificate issuer) {
    return HeldCertificate.named("crm.example.com", NOW)
        .dns("crm.example.com")
        .issuedBy(issuer)
        .mint();
  }

  private static HeldCertificate crossSigned(HeldCertificate authority, HeldCertificate root) {
    return HeldCertificate.named("Cross CA", NOW)
        .authority()
        .keys(new KeyPair(authority.certificate().getPublicKey(), authority.key()))
        .issuedBy(root)
        .mint();
  }
}
