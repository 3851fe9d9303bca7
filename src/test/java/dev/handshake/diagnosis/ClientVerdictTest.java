package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.ChainQuestion;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFindings;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Expectation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own check, the authorities named and the alert make one word. */
class ClientVerdictTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(90));
  private static final HeldCertificate ROOT = authority("Root").mint();
  private static final HeldCertificate ISSUING = authority("Issuing CA").issuedBy(ROOT).mint();
  private static final HeldCertificate GOOD = client().issuedBy(ISSUING).mint();
  private static final HeldCertificate EXPIRED =
      client().valid(LONG_AGO, NOW.minus(Duration.ofDays(1))).issuedBy(ISSUING).mint();
  private static final HeldCertificate OTHER = client().issuedBy(authority("Other").mint()).mint();

  @Test
  void anExpiredCertificateIsNamedWithItsDate() {
    Diagnosis diagnosis = alert(46).showing(own(EXPIRED), "CN=Root").diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_EXPIRED);
    assertThat(diagnosis.findings().all()).containsExactly(Reason.CLIENT_CERTIFICATE_EXPIRED);
    assertThat(diagnosis.summary())
        .contains("CN=client", "issued by CN=Issuing CA", "alert 46 (certificate_unknown)")
        .contains("expired on 2026-11-19T14:00:00Z, 1 day ago");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41, 42, 43, 46, 49, 51, 116})
  void aFineCertificateIsRejectedWhereNoAlertSaysWhy(int alert) {
    Diagnosis diagnosis = alert(alert).showing(own(GOOD), "CN=Root").diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(diagnosis.summary()).contains("our own check finds nothing wrong with it");
  }

  @Test
  void expiredByTheServerAndValidByOurClockIsRejectedAndSaysWhatMayBe() {
    Diagnosis diagnosis = alert(45).showing(own(GOOD), "CN=Root").diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(diagnosis.summary())
        .contains("by our clock, 2026-11-20T14:00:00Z, it is valid")
        .contains("the server's clock, its revocation list or an issuer that it holds");
  }

  @Test
  void authoritiesThatAreNotOursMakeItUntrustedAndAreNamedThreeAtMost() {
    Diagnosis diagnosis =
        alert(42).showing(own(OTHER), "CN=A", "CN=B", "CN=C\u202e", "CN=D", "CN=E").diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CLIENT_CERTIFICATE_UNTRUSTED);
    assertThat(diagnosis.findings().all())
        .containsExactly(
            Reason.CLIENT_CERTIFICATE_UNTRUSTED, Remark.CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES);
    assertThat(diagnosis.summary())
        .contains("leads to CN=Other", "CN=A, CN=B, CN=C", "and 2 more")
        .doesNotContain("\u202e", "CN=D");
  }

  @Test
  void namesAreEqualWhateverTheirCase() {
    assertThat(alert(42).showing(own(GOOD), "CN=A", "cn=ROOT").diagnose().findings().all())
        .containsExactly(Reason.CLIENT_CERTIFICATE_REJECTED);
  }

  @Test
  void aMissingIntermediateIsNamed() {
    HeldCertificate alone = new HeldCertificate(GOOD.certificate(), GOOD.key(), List.of());
    TrustAnchors trust =
        TrustAnchors.of("corporate", Set.of(ROOT.certificate()), List.of(ISSUING.certificate()));

    assertThat(alert(48).showing(own(alone, trust), "CN=Root").diagnose().summary())
        .contains("the intermediate CN=Issuing CA was not sent");
    assertThat(alert(42).showing(own(alone, trust)).diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_UNTRUSTED);
  }

  @Test
  void ofSeveralFaultsTheAlertChoosesAndAllAreFindings() {
    HeldCertificate both =
        client()
            .valid(LONG_AGO, NOW.minus(Duration.ofDays(1)))
            .issuedBy(authority("Other").mint())
            .mint();

    assertThat(alert(45).showing(own(both), "CN=Root").diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_EXPIRED);
    assertThat(alert(48).showing(own(both), "CN=Root").diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_UNTRUSTED);
    Diagnosis unspecific = alert(42).showing(own(both), "CN=Root").diagnose();
    assertThat(unspecific.reason()).contains(Reason.CLIENT_CERTIFICATE_UNTRUSTED);
    assertThat(unspecific.findings().all())
        .containsExactly(
            Reason.CLIENT_CERTIFICATE_UNTRUSTED,
            Reason.CLIENT_CERTIFICATE_EXPIRED,
            Remark.CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES);
    assertThat(unspecific.summary()).contains("; besides, CN=client expired on ");
  }

  @Test
  void theTrustStoreOfTheSystemSuggestsNothing() {
    TrustAnchors system = TrustAnchors.of("system", Set.of(), List.of());
    TrustAnchors corporate = TrustAnchors.of("corporate", Set.of(), List.of());

    assertThat(alert(42).showing(own(OTHER, system)).diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_REJECTED);
    assertThat(alert(42).showing(own(OTHER, corporate)).diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_UNTRUSTED);
    assertThat(alert(42).showing(own(GOOD, trusted())).diagnose().reason())
        .contains(Reason.CLIENT_CERTIFICATE_REJECTED);
  }

  @Test
  void whatIsAcceptedIsNoFailureWhateverIsWrongWithIt() {
    Diagnosis expired =
        Seen.completed().asking().answered(200).showing(own(EXPIRED), "CN=Root").diagnose();
    Diagnosis unnamed =
        Seen.completed().asking().answered(200).showing(own(OTHER), "CN=Root").diagnose();

    assertThat(expired.success()).isTrue();
    assertThat(expired.findings().all()).containsExactly(Reason.CLIENT_CERTIFICATE_EXPIRED);
    assertThat(unnamed.success()).isTrue();
    assertThat(unnamed.findings().all())
        .containsExactly(Remark.CLIENT_CERTIFICATE_NOT_IN_AUTHORITIES);
  }

  @Test
  void status403RefusesACertificateThatIsBadAndNotOneThatIsGood() {
    assertThat(
            Seen.completed()
                .asking()
                .showing(own(EXPIRED), "CN=Root")
                .answered(403)
                .diagnose()
                .reason())
        .contains(Reason.CLIENT_CERTIFICATE_EXPIRED);
    assertThat(
            Seen.completed()
                .asking()
                .showing(own(GOOD), "CN=Root")
                .answered(403)
                .diagnose()
                .reason())
        .contains(Reason.HTTP_STATUS);
  }

  @Test
  void aTargetThatMustRefuseIsAskedForTheFinerWord() {
    Diagnosis diagnosis =
        alert(46)
            .showing(own(OTHER), "CN=Root")
            .expecting(
                new Expectation.Refused(Set.of(Reason.CLIENT_CERTIFICATE_UNTRUSTED), Set.of()))
            .diagnose();

    assertThat(diagnosis.success()).isTrue();
    assertThat(diagnosis.refusedWith()).contains(Reason.CLIENT_CERTIFICATE_UNTRUSTED);
  }

  private static Seen alert(int code) {
    return Seen.alert(code, Stage.FINISHED);
  }

  private static OwnCertificate own(HeldCertificate held) {
    return own(held, trusted());
  }

  private static OwnCertificate own(HeldCertificate held, TrustAnchors trust) {
    ChainInspector chains = new ChainInspector();
    IdentityFindings findings =
        new IdentityInspector(chains, List.of(trust))
            .inspect(new Identity.Usable("gateway", held.chain(), held.key(), "1"), NOW);
    return new OwnCertificate(
        "gateway",
        findings,
        trust.name(),
        chains.inspect(ChainQuestion.ofClient(findings.chain(), trust), NOW));
  }

  private static TrustAnchors trusted() {
    return TrustAnchors.of("corporate", Set.of(ROOT.certificate()), List.of());
  }

  private static HeldCertificate.Builder client() {
    return HeldCertificate.named("client", NOW).purposes(KeyPurposeId.id_kp_clientAuth);
  }

  private static HeldCertificate.Builder authority(String name) {
    return HeldCertificate.named(name, NOW)
        .valid(LONG_AGO, NOW.plus(Duration.ofDays(900)))
        .authority();
  }
}
