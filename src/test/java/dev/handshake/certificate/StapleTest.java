package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.authority;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.leafOf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.OcspDraft;
import dev.handshake.reason.Check;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stapled OCSP answer comes to: RFC 6960, RFC 7633. */
class StapleTest {
  private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
  private static final Instant LAST_WEEK = NOW.minus(Duration.ofDays(7));
  private static final int KEY_COMPROMISE = 1;

  private final HeldCertificate root = root("root");
  private final HeldCertificate issuing = authority("issuing", root);
  private final HeldCertificate leaf = leafOf(issuing).mint();
  private final HeldCertificate demanding =
      leafOf(issuing)
          .extension("1.3.6.1.5.5.7.1.24", false, new DERSequence(new ASN1Integer(5)))
          .mint();
  private final HeldCertificate responder =
      HeldCertificate.named("responder", NOW)
          .purposes(KeyPurposeId.id_kp_OCSPSigning)
          .issuedBy(issuing)
          .mint();
  private final RevocationInspector inspector = new RevocationInspector();

  @Test
  void aGoodAnswerOfTheIssuerHolds() {
    ChainFindings findings = stapled(leaf, about(leaf).mint());
    assertThat(words(findings)).isEmpty();
    assertThat(findings.checks()).containsEntry(Check.REVOCATION, true);
    assertThat(statuses(findings)).containsExactly("good");
  }

  @Test
  void theCertificateMayBeNamedBySha256() {
    assertThat(statuses(stapled(leaf, about(leaf).bySha256().mint()))).containsExactly("good");
  }

  @Test
  void aResponderThatTheIssuerDelegatedToMayAnswer() {
    assertThat(statuses(stapled(leaf, about(leaf).signedBy(responder).mint())))
        .containsExactly("good");
  }

  @Test
  void aResponderWithoutThePurposeMayNot() {
    HeldCertificate plain =
        HeldCertificate.named("web", NOW)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .issuedBy(issuing)
            .mint();
    assertDoesNotHold(about(leaf).signedBy(plain).mint(), "may not sign OCSP answers");
  }

  @Test
  void aResponderOfAnotherAuthorityMayNot() {
    HeldCertificate foreign =
        HeldCertificate.named("responder", NOW)
            .purposes(KeyPurposeId.id_kp_OCSPSigning)
            .issuedBy(root)
            .mint();
    assertDoesNotHold(about(leaf).signedBy(foreign).mint(), "did not issue");
  }

  @Test
  void aResponderWhoseIssuerOnlyBearsTheNameMayNot() {
    HeldCertificate impostor = HeldCertificate.named("issuing", NOW).authority().mint();
    HeldCertificate forged =
        HeldCertificate.named("responder", NOW)
            .purposes(KeyPurposeId.id_kp_OCSPSigning)
            .issuedBy(impostor)
            .mint();
    assertDoesNotHold(about(leaf).signedBy(forged).mint(), "did not issue");
  }

  @Test
  void aResponderThatHadEndedBeforeItAnsweredMayNot() {
    HeldCertificate ended =
        HeldCertificate.named("responder", NOW)
            .purposes(KeyPurposeId.id_kp_OCSPSigning)
            .valid(LAST_WEEK, YESTERDAY)
            .issuedBy(issuing)
            .mint();
    assertDoesNotHold(about(leaf).signedBy(ended).mint(), "was not valid");
  }

  @Test
  void aResponderThatHasEndedSinceMakesItsAnswerStale() {
    HeldCertificate ended =
        HeldCertificate.named("responder", NOW)
            .purposes(KeyPurposeId.id_kp_OCSPSigning)
            .valid(LAST_WEEK, YESTERDAY)
            .issuedBy(issuing)
            .mint();
    byte[] answer =
        about(leaf).signedBy(ended).valid(LAST_WEEK, NOW.plus(Duration.ofDays(1))).mint();
    assertThat(statuses(stapled(leaf, answer))).containsExactly("stale");
  }

  @Test
  void aForgedAnswerCountsAsNone() {
    KeyPair other = new KeyPair(root.certificate().getPublicKey(), root.key());
    HeldCertificate forger = HeldCertificate.named("issuing", NOW).authority().keys(other).mint();
    assertDoesNotHold(about(leaf).signedBy(forger).mint(), "did not issue");
    assertDoesNotHold(about(leaf).signedBy(forger).embedding().mint(), "signature does not hold");
  }

  @Test
  void anAnswerWithOneBitChangedDoesNotHold() {
    byte[] answer = about(leaf).mint();
    answer[answer.length - 3] ^= 1;
    assertDoesNotHold(answer, "");
  }

  @Test
  void anAnswerAboutAnotherCertificateDoesNotHold() {
    assertDoesNotHold(about(leaf).withSerial(BigInteger.TEN).mint(), "another certificate");
    HeldCertificate sibling = authority("issuing", root);
    assertDoesNotHold(
        OcspDraft.about(leaf.certificate(), sibling, NOW).signedBy(issuing).mint(),
        "another certificate");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6})
  void aResponderWithoutAnAnswerDoesNotTell(int status) {
    assertDoesNotHold(OcspDraft.refusal(status), "the responder had none");
  }

  @Test
  void whateverBytesComeNothingIsThrownAndNobodyRevoked() {
    byte[] answer = about(leaf).signedBy(responder).mint();
    for (int length = 0; length < answer.length; length += 29) {
      assertThat(read(Arrays.copyOf(answer, length))).isInstanceOf(RevocationStatus.Invalid.class);
    }
    for (int place = 0; place < answer.length; place += 5) {
      byte[] damaged = answer.clone();
      damaged[place] ^= (byte) 0xff;
      assertThat(read(damaged))
          .as("byte %d", place)
          .isNotInstanceOf(RevocationStatus.Revoked.class);
    }
  }

  private RevocationStatus read(byte[] answer) {
    return OcspAnswer.read(answer, leaf.certificate(), issuing.certificate()).at(NOW);
  }

  @Test
  void anAnswerPastItsTimeIsStale() {
    ChainFindings findings = stapled(leaf, about(leaf).valid(LAST_WEEK, YESTERDAY).mint());
    assertThat(words(findings)).containsExactly(Remark.STAPLE_STALE);
    assertThat(findings.checks()).doesNotContainKey(Check.REVOCATION);
    assertThat(findings.verified()).isTrue();
  }

  @Test
  void clocksMayBeFiveMinutesApart() {
    Duration within = Duration.ofMinutes(4);
    Duration beyond = Duration.ofMinutes(6);
    assertThat(statuses(stapled(leaf, about(leaf).valid(LAST_WEEK, NOW.minus(within)).mint())))
        .containsExactly("good");
    assertThat(statuses(stapled(leaf, about(leaf).valid(LAST_WEEK, NOW.minus(beyond)).mint())))
        .containsExactly("stale");
    Instant later = NOW.plus(Duration.ofDays(1));
    assertThat(statuses(stapled(leaf, about(leaf).valid(NOW.plus(within), later).mint())))
        .containsExactly("good");
    assertThat(statuses(stapled(leaf, about(leaf).valid(NOW.plus(beyond), later).mint())))
        .containsExactly("stale");
  }

  @Test
  void anAnswerWithoutAnEndHoldsForADay() {
    assertThat(statuses(stapled(leaf, about(leaf).withoutEnd(NOW.minusSeconds(3600)).mint())))
        .containsExactly("good");
    assertThat(statuses(stapled(leaf, about(leaf).withoutEnd(LAST_WEEK).mint())))
        .containsExactly("stale");
  }

  @Test
  void aKnownAnswerGrowsStaleByItself() {
    RevocationQuestion question = question(leaf, new Staple.Sent(about(leaf).mint()), false);
    assertThat(inspector.known(question, NOW)).isEmpty();
    assertThat(statuses(inspector.inspect(question, NOW))).containsExactly("good");
    assertThat(inspector.known(question, NOW.plus(Duration.ofDays(2))).map(StapleTest::statuses))
        .contains(List.of("stale"));
  }

  @Test
  void aRevokedCertificateIsNamedWithDateAndReason() {
    ChainFindings findings = stapled(leaf, about(leaf).revoked(YESTERDAY, KEY_COMPROMISE).mint());
    assertThat(words(findings)).containsExactly(Reason.CERTIFICATE_REVOKED);
    assertThat(findings.checks()).containsEntry(Check.REVOCATION, false);
    assertThat(findings.verified()).isFalse();
    assertThat(findings.faults().getFirst().detail())
        .contains("CN=leaf", YESTERDAY.toString(), "key compromise", "stapled OCSP answer");
  }

  @Test
  void aRevocationPastItsTimeStillCounts() {
    byte[] answer = about(leaf).valid(LAST_WEEK, YESTERDAY).revoked(LAST_WEEK, 0).mint();
    assertThat(words(stapled(leaf, answer))).containsExactly(Reason.CERTIFICATE_REVOKED);
  }

  @Test
  void aForgedRevocationIsNoAlarm() {
    HeldCertificate forger = HeldCertificate.named("issuing", NOW).authority().mint();
    byte[] answer = about(leaf).signedBy(forger).revoked(YESTERDAY, KEY_COMPROMISE).mint();
    ChainFindings findings = stapled(leaf, answer);
    assertThat(words(findings)).containsExactly(Remark.REVOCATION_UNKNOWN);
    assertThat(statuses(findings)).containsExactly("invalid");
  }

  @Test
  void aResponderThatDoesNotKnowIsNeitherGoodNorAnAlarm() {
    ChainFindings findings = stapled(leaf, about(leaf).unknown().mint());
    assertThat(words(findings)).containsExactly(Remark.REVOCATION_UNKNOWN);
    assertThat(findings.checks()).doesNotContainKey(Check.REVOCATION);
    assertThat(findings.verified()).isTrue();
  }

  @Test
  void withoutAStapleNothingIsSaid() {
    ChainFindings findings = judged(leaf, new Staple.Absent(), false);
    assertThat(words(findings)).isEmpty();
    assertThat(findings.checks()).doesNotContainKey(Check.REVOCATION);
    assertThat(findings.revocation()).isEmpty();
  }

  @Test
  void aCertificateThatDemandsAStapleMissesIt() {
    ChainFindings findings = judged(demanding, new Staple.Absent(), false);
    assertThat(words(findings)).containsExactly(Reason.CERTIFICATE_STAPLE_MISSING);
    assertThat(findings.faults().getFirst().detail()).contains("CN=leaf demands", "sent none");
  }

  @Test
  void anOldAnswerDoesNotMeetTheDemand() {
    ChainFindings findings =
        stapled(demanding, about(demanding).valid(LAST_WEEK, YESTERDAY).mint());
    assertThat(words(findings))
        .containsExactly(Reason.CERTIFICATE_STAPLE_MISSING, Remark.STAPLE_STALE);
    assertThat(findings.faults().getFirst().detail()).contains("does not hold", "1 day ago");
  }

  @Test
  void aForgedAnswerDoesNotMeetTheDemand() {
    HeldCertificate forger = HeldCertificate.named("issuing", NOW).authority().mint();
    assertThat(words(stapled(demanding, about(demanding).signedBy(forger).mint())))
        .containsExactly(Reason.CERTIFICATE_STAPLE_MISSING, Remark.REVOCATION_UNKNOWN);
  }

  @Test
  void aGoodAnswerMeetsTheDemand() {
    assertThat(words(stapled(demanding, about(demanding).mint()))).isEmpty();
  }

  @Test
  void aRevokedAnswerIsNotAMissingOne() {
    assertThat(words(stapled(demanding, about(demanding).revoked(YESTERDAY, 4).mint())))
        .containsExactly(Reason.CERTIFICATE_REVOKED);
  }

  @Test
  void whereItIsNotKnownWhatTheServerSentNothingIsMissing() {
    assertThat(words(judged(demanding, new Staple.NotAsked(), true))).isEmpty();
  }

  @Test
  void thePolicyMayDemandAStapleToo() {
    ChainFindings findings = judged(leaf, new Staple.Absent(), true);
    assertThat(words(findings)).containsExactly(Reason.CERTIFICATE_STAPLE_MISSING);
    assertThat(findings.faults().getFirst().detail()).startsWith("The policy demands");
    assertThat(words(judged(leaf, new Staple.Sent(about(leaf).mint()), true))).isEmpty();
  }

  @Test
  void otherTlsFeaturesDemandNothing() {
    HeldCertificate other =
        leafOf(issuing)
            .extension("1.3.6.1.5.5.7.1.24", false, new DERSequence(new ASN1Integer(17)))
            .mint();
    assertThat(words(judged(other, new Staple.Absent(), false))).isEmpty();
  }

  @Test
  void anUntrustedChainIsJudgedByTheIssuerItSends() {
    TrustAnchors nobody = TrustAnchors.of("empty", Set.of(root("other").certificate()), List.of());
    PeerChain sent = chain(leaf, issuing);
    ChainFindings findings =
        new ChainInspector().inspect(ChainQuestion.ofServer(sent, nobody, HOST), NOW);
    byte[] answer = about(leaf).revoked(YESTERDAY, KEY_COMPROMISE).mint();
    ChainFindings judged =
        inspector.inspect(
            new RevocationQuestion(
                sent, findings, new Staple.Sent(answer), false, List.of(), List.of()),
            NOW);
    assertThat(words(judged))
        .containsExactly(Reason.CERTIFICATE_REVOKED, Reason.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void anAnswerThatNobodyCanVerifyIsUnknown() {
    PeerChain alone = chain(leaf);
    TrustAnchors anchors = TrustAnchors.of("test", Set.of(root.certificate()), List.of());
    ChainFindings findings =
        new ChainInspector().inspect(ChainQuestion.ofServer(alone, anchors, HOST), NOW);
    ChainFindings judged =
        inspector.inspect(
            new RevocationQuestion(
                alone, findings, new Staple.Sent(about(leaf).mint()), true, List.of(), List.of()),
            NOW);
    assertThat(words(judged))
        .containsExactly(Reason.CERTIFICATE_CHAIN_INCOMPLETE, Remark.REVOCATION_UNKNOWN);
  }

  private void assertDoesNotHold(byte[] answer, String why) {
    ChainFindings findings = stapled(leaf, answer);
    assertThat(statuses(findings)).containsExactly("invalid");
    assertThat(findings.revocation().getFirst().status().explanation().orElseThrow()).contains(why);
    assertThat(words(findings)).containsExactly(Remark.REVOCATION_UNKNOWN);
    assertThat(findings.checks()).doesNotContainKey(Check.REVOCATION);
  }

  private OcspDraft about(HeldCertificate certificate) {
    return OcspDraft.about(certificate.certificate(), issuing, NOW);
  }

  private ChainFindings stapled(HeldCertificate certificate, byte[] answer) {
    return judged(certificate, new Staple.Sent(answer), false);
  }

  private ChainFindings judged(HeldCertificate certificate, Staple staple, boolean required) {
    return inspector.inspect(question(certificate, staple, required), NOW);
  }

  private RevocationQuestion question(
      HeldCertificate certificate, Staple staple, boolean required) {
    PeerChain sent = chain(certificate, issuing);
    TrustAnchors anchors = TrustAnchors.of("test", Set.of(root.certificate()), List.of());
    ChainFindings findings =
        new ChainInspector().inspect(ChainQuestion.ofServer(sent, anchors, HOST), NOW);
    return new RevocationQuestion(sent, findings, staple, required, List.of(), List.of());
  }

  private static List<Finding> words(ChainFindings findings) {
    return findings.faults().stream().map(Fault::finding).toList();
  }

  private static List<String> statuses(ChainFindings findings) {
    return findings.revocation().stream().map(word -> word.status().word()).toList();
  }
}
