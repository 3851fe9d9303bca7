package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.certificate.Fingerprint;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Outcome;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Pin;
import dev.handshake.target.Policy;
import dev.handshake.target.TlsVersion;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a target's policy demands of versions, ciphers, groups, issuers and days. */
class PolicyTest {
  private static final Instant NOW = Seen.TIME;
  private static final HeldCertificate ROOT =
      HeldCertificate.named("Policy Root", NOW).authority().mint();
  private static final HeldCertificate ISSUER =
      HeldCertificate.named("Policy Issuer", NOW).authority().issuedBy(ROOT).mint();
  private static final HeldCertificate LEAF =
      HeldCertificate.named("crm.example.com", NOW)
          .dns("crm.example.com")
          .valid(NOW.minus(Duration.ofDays(60)), NOW.plus(Duration.ofDays(12)))
          .issuedBy(ISSUER)
          .mint();

  @Test
  void anOlderVersionThanAllowedIsAViolation() {
    Diagnosis diagnosis =
        under(policy -> policy.withMinVersion(TlsVersion.TLS_1_3))
            .over(TlsVersion.TLS_1_2)
            .diagnose();

    assertThat(diagnosis.reason()).contains(Reason.POLICY_VIOLATION);
    assertThat(diagnosis.phase()).contains(Phase.HANDSHAKE);
    assertThat(diagnosis.findings().all())
        .contains(Reason.POLICY_VIOLATION, Remark.POLICY_PROTOCOL);
    assertThat(diagnosis.summary())
        .isEqualTo(
            "crm.example.com:443 (203.0.113.7) is outside its policy:"
                + " it negotiated TLSv1.2 (allowed: TLSv1.3 or newer).");
    assertThat(diagnosis.checks()).containsEntry(Check.PROTOCOL_POLICY, false);
  }

  @Test
  void aVersionFromBeforeTheDefaultPolicyIsAViolationWithoutFurtherWords() {
    Diagnosis diagnosis = under(UnaryOperator.identity()).over(TlsVersion.TLS_1_1).diagnose();

    assertThat(diagnosis.findings().all()).contains(Remark.POLICY_PROTOCOL);
  }

  @Test
  void allThatIsViolatedIsFoundAndSummedUp() {
    Diagnosis diagnosis =
        under(policy ->
                policy
                    .withCiphers(List.of("TLS_AES_256_GCM_SHA384"))
                    .withGroups(List.of("P-384"))
                    .withIssuers(List.of(new Pin.Subject("CN=Somebody Else")))
                    .withMinDaysLeft(30))
            .diagnose();

    assertThat(diagnosis.findings().all())
        .contains(
            Reason.POLICY_VIOLATION,
            Remark.POLICY_CIPHER,
            Remark.POLICY_GROUP,
            Remark.POLICY_ISSUER,
            Remark.POLICY_LIFETIME);
    assertThat(diagnosis.summary())
        .contains(
            "the cipher TLS_AES_128_GCM_SHA256 (allowed: TLS_AES_256_GCM_SHA384)",
            "the group X25519 (allowed: P-384)",
            "issued by CN=Policy Issuer (SHA-256 ",
            "(allowed: CN=Somebody Else)",
            "has 12 days left (allowed: at least 30)");
    assertThat(diagnosis.checks())
        .containsEntry(Check.PROTOCOL_POLICY, true)
        .containsEntry(Check.CIPHER_POLICY, false)
        .containsEntry(Check.ISSUER_POLICY, false);
  }

  @Test
  void whatIsWithinThePolicyPasses() {
    Diagnosis diagnosis =
        under(policy ->
                policy
                    .withCiphers(List.of("TLS_AES_128_GCM_SHA256"))
                    .withGroups(List.of("X25519"))
                    .withIssuers(List.of(new Pin.Subject("CN=Policy Issuer")))
                    .withMinDaysLeft(12))
            .diagnose();

    assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
    assertThat(diagnosis.checks())
        .containsEntry(Check.PROTOCOL_POLICY, true)
        .containsEntry(Check.CIPHER_POLICY, true)
        .containsEntry(Check.ISSUER_POLICY, true);
  }

  @Test
  void aGroupThatCannotBeToldViolatesNothing() {
    Diagnosis diagnosis =
        under(policy -> policy.withGroups(List.of("P-384"))).withoutGroup().diagnose();

    assertThat(diagnosis.success()).as(diagnosis.summary()).isTrue();
    assertThat(diagnosis.checks()).doesNotContainKey(Check.CIPHER_POLICY);
  }

  @Test
  void checksThatNobodyAskedForAreNotAnswered() {
    assertThat(under(UnaryOperator.identity()).diagnose().checks())
        .containsEntry(Check.PROTOCOL_POLICY, true)
        .doesNotContainKeys(Check.CIPHER_POLICY, Check.ISSUER_POLICY);
    assertThat(Seen.of(new Outcome.NotTls("SSH")).notConnected().diagnose().checks())
        .doesNotContainKey(Check.PROTOCOL_POLICY);
  }

  @Test
  void theIssuerIsPinnedByCertificateOrKeyOrSubject() throws Exception {
    X509Certificate issuer = ISSUER.certificate();
    List<String> pins =
        List.of(
            Fingerprint.sha256(issuer.getEncoded()),
            Fingerprint.sha256(issuer.getPublicKey().getEncoded()),
            "CN=Policy Issuer",
            "cn = policy  issuer");
    for (String pin : pins) {
      assertThat(pinned(pin).diagnose().checks()).as(pin).containsEntry(Check.ISSUER_POLICY, true);
    }
    for (String pin :
        List.of(
            Fingerprint.sha256(ROOT.certificate().getEncoded()),
            Fingerprint.sha256(LEAF.certificate().getEncoded()),
            "CN=Policy Root",
            "CN=Policy Issuer,O=Example")) {
      assertThat(pinned(pin).diagnose().checks()).as(pin).containsEntry(Check.ISSUER_POLICY, false);
    }
  }

  @Test
  void aLeafThatCameAloneIsPinnedByTheNameOfItsIssuerAlone() throws Exception {
    List<X509Certificate> alone = List.of(LEAF.certificate());
    assertThat(pinned("CN=Policy Issuer").chain(alone, Set.of()).diagnose().checks())
        .containsEntry(Check.ISSUER_POLICY, true);
    String print = Fingerprint.sha256(ISSUER.certificate().getEncoded());
    assertThat(pinned(print).chain(alone, Set.of()).diagnose().checks())
        .containsEntry(Check.ISSUER_POLICY, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CN=Root,O=Example\\, Inc.,C=DE", "C = DE, O = \"Example, Inc.\", CN = root"})
  void subjectsAreComparedByTheirAttributesInEitherOrder(String text) {
    X509Certificate root =
        HeldCertificate.named("x", NOW)
            .subject(new X500Name("C=DE,O=Example\\, Inc.,CN=Root"))
            .authority()
            .mint()
            .certificate();
    assertThat(Pins.name(List.of(Pin.parse(text)), root)).isTrue();
    assertThat(Pins.name(List.of(Pin.parse("CN=Root,O=Other,C=DE")), root)).isFalse();
  }

  @Test
  void whatAnyClientWouldMeetPrecedesThePolicy() {
    Diagnosis diagnosis =
        under(policy -> policy.withMinDaysLeft(30)).chain(LEAF.chain(), Set.of()).diagnose();

    assertThat(diagnosis.reason()).contains(Reason.CERTIFICATE_UNTRUSTED);
    assertThat(diagnosis.findings().all())
        .contains(Reason.POLICY_VIOLATION, Remark.POLICY_LIFETIME);
  }

  @Test
  void aCertificateThatHasEndedHasNoDaysLeft() {
    HeldCertificate ended =
        HeldCertificate.named("crm.example.com", NOW)
            .valid(NOW.minus(Duration.ofDays(60)), NOW.minus(Duration.ofDays(1)))
            .issuedBy(ISSUER)
            .mint();
    assertThat(
            under(policy -> policy.withMinDaysLeft(1))
                .chain(ended.chain(), Set.of(ROOT.certificate()))
                .diagnose()
                .findings()
                .all())
        .contains(Remark.POLICY_LIFETIME);
  }

  private static Seen pinned(String pin) {
    return under(policy -> policy.withIssuers(List.of(Pin.parse(pin))));
  }

  private static Seen under(UnaryOperator<Policy> demand) {
    return Seen.completed()
        .module(now -> now.withPolicy(demand.apply(Policy.DEFAULT)))
        .chain(LEAF.chain(), Set.of(ROOT.certificate()));
  }
}
