package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.authority;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.leafOf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** What revocation lists say of a path: RFC 5280, section 6.3. */
class RevocationListTest {
  private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
  private static final Instant LAST_WEEK = NOW.minus(Duration.ofDays(7));
  private static final int KEY_COMPROMISE = 1;
  private static final String POINT = "2.5.29.28";

  private final HeldCertificate root = root("root");
  private final HeldCertificate issuing = authority("issuing", root);
  private final HeldCertificate leaf = leafOf(issuing).mint();
  private final RevocationInspector inspector = new RevocationInspector();

  @Test
  void whatIsNotListedInAFreshListIsGood() {
    ChainFindings judged = judged(leaf, CrlDraft.of(issuing, NOW));
    assertThat(findings(judged)).isEmpty();
    assertThat(judged.checks()).containsEntry(Check.REVOCATION, true);
    assertThat(statuses(judged)).containsExactly("good");
  }

  @Test
  void whatIsListedIsRevoked() {
    ChainFindings judged =
        judged(leaf, CrlDraft.of(issuing, NOW).revoking(leaf.certificate(), YESTERDAY, 1));
    assertThat(findings(judged)).containsExactly(Reason.CERTIFICATE_REVOKED);
    assertThat(judged.checks()).containsEntry(Check.REVOCATION, false);
    assertThat(judged.faults().getFirst().detail())
        .contains("CN=leaf", YESTERDAY.toString(), "key compromise", "revocation list");
  }

  @Test
  void anIntermediateMayBeRevokedToo() {
    ChainFindings judged =
        judged(
            leaf,
            CrlDraft.of(issuing, NOW),
            CrlDraft.of(root, NOW).revoking(issuing.certificate(), YESTERDAY, 2));
    assertThat(findings(judged)).containsExactly(Reason.CERTIFICATE_REVOKED);
    assertThat(judged.faults().getFirst().detail()).contains("CN=issuing", "CA compromise");
    assertThat(judged.revocation()).extracting(RevocationEvidence::position).containsExactly(0, 1);
  }

  @Test
  void aListPastItsTimeStillRevokes() {
    assertThat(
            findings(
                judged(
                    leaf,
                    CrlDraft.of(issuing, LAST_WEEK, YESTERDAY)
                        .revoking(leaf.certificate(), LAST_WEEK, KEY_COMPROMISE))))
        .containsExactly(Reason.CERTIFICATE_REVOKED);
  }

  @Test
  void aListPastItsTimeMakesNothingGood() {
    ChainFindings judged = judged(leaf, CrlDraft.of(issuing, LAST_WEEK, YESTERDAY));
    assertThat(findings(judged)).containsExactly(Remark.REVOCATION_UNKNOWN);
    assertThat(judged.checks()).doesNotContainKey(Check.REVOCATION);
    assertThat(judged.verified()).isTrue();
    assertThat(statuses(judged)).containsExactly("stale");
  }

  @Test
  void aForgedListTellsNothing() {
    HeldCertificate forger = root("issuing");
    ChainFindings judged =
        judged(leaf, CrlDraft.of(forger, NOW).revoking(leaf.certificate(), YESTERDAY, 1));
    assertThat(findings(judged)).containsExactly(Remark.REVOCATION_UNKNOWN);
    assertThat(statuses(judged)).containsExactly("invalid");
  }

  @Test
  void anIssuerThatMayNotSignListsTellsNothing() {
    HeldCertificate other =
        HeldCertificate.named("other", NOW)
            .authority()
            .keyUsage(KeyUsage.keyCertSign)
            .issuedBy(root)
            .mint();
    HeldCertificate below = leafOf(other).mint();
    PeerChain sent = chain(below, other);
    assertThat(statuses(judged(sent, CrlDraft.of(other, NOW)))).containsExactly("invalid");
  }

  @Test
  void listsOfOthersDoNotMatter() {
    ChainFindings judged =
        judged(leaf, CrlDraft.of(root("elsewhere"), NOW).revoking(leaf.certificate(), NOW, 0));
    assertThat(findings(judged)).isEmpty();
    assertThat(judged.revocation()).isEmpty();
  }

  @Test
  void theMostTellingOfSeveralListsCounts() {
    assertThat(
            statuses(
                judged(
                    leaf, CrlDraft.of(issuing, LAST_WEEK, YESTERDAY), CrlDraft.of(issuing, NOW))))
        .containsExactly("good");
    assertThat(
            statuses(
                judged(
                    leaf,
                    CrlDraft.of(issuing, NOW),
                    CrlDraft.of(issuing, LAST_WEEK, YESTERDAY)
                        .revoking(leaf.certificate(), LAST_WEEK, 0))))
        .containsExactly("revoked");
  }

  @Test
  void deltaListsTellNothing() {
    CrlDraft delta = CrlDraft.of(issuing, NOW).extension("2.5.29.27", true, new ASN1Integer(1));
    assertThat(statuses(judged(leaf, delta))).containsExactly("unknown");
  }

  @Test
  void indirectListsTellNothing() {
    CrlDraft indirect =
        CrlDraft.of(issuing, NOW)
            .extension(POINT, true, new IssuingDistributionPoint(null, true, false));
    assertThat(statuses(judged(leaf, indirect))).containsExactly("unknown");
  }

  @Test
  void listsWithUnknownCriticalExtensionsTellNothing() {
    CrlDraft odd = CrlDraft.of(issuing, NOW).extension("1.2.3.4", true, DERNull.INSTANCE);
    assertThat(statuses(judged(leaf, odd))).containsExactly("unknown");
  }

  @Test
  void aListOfAuthoritiesTellsNothingOfALeaf() {
    CrlDraft authorities =
        CrlDraft.of(issuing, NOW)
            .extension(
                POINT, true, new IssuingDistributionPoint(null, false, true, null, false, false));
    assertThat(statuses(judged(leaf, authorities))).containsExactly("unknown");
  }

  @Test
  void aListOfOneDistributionPointIsGoodForItsCertificatesAlone() {
    HeldCertificate pointing =
        leafOf(issuing)
            .extension(
                "2.5.29.31",
                false,
                new CRLDistPoint(
                    new DistributionPoint[] {
                      new DistributionPoint(point("http://crl.example.com/7"), null, null)
                    }))
            .mint();
    assertThat(statuses(judged(pointing, ofPoint("http://crl.example.com/7"))))
        .containsExactly("good");
    assertThat(statuses(judged(pointing, ofPoint("http://crl.example.com/8"))))
        .containsExactly("unknown");
    assertThat(statuses(judged(leaf, ofPoint("http://crl.example.com/7"))))
        .containsExactly("unknown");
  }

  @Test
  void aKnownListGrowsStaleByItself() {
    RevocationQuestion question = question(chain(leaf, issuing), CrlDraft.of(issuing, NOW));
    assertThat(inspector.known(question, NOW)).isEmpty();
    assertThat(statuses(inspector.inspect(question, NOW))).containsExactly("good");
    assertThat(
            inspector
                .known(question, NOW.plus(Duration.ofDays(3)))
                .map(RevocationListTest::statuses))
        .contains(List.of("stale"));
  }

  @Test
  void bytesThatAreNoListAreNone() {
    byte[] list = CrlDraft.of(issuing, NOW).mint();
    assertThat(RevocationList.ofDer(list)).isPresent();
    assertThat(RevocationList.ofDer(new byte[] {1, 2, 3})).isEmpty();
    assertThat(RevocationList.ofDer(new byte[0])).isEmpty();
    for (int length = 0; length < list.length; length += 11) {
      assertThat(RevocationList.ofDer(Arrays.copyOf(list, length))).isEmpty();
    }
  }

  private CrlDraft ofPoint(String address) {
    return CrlDraft.of(issuing, NOW)
        .extension(POINT, true, new IssuingDistributionPoint(point(address), false, false));
  }

  private static DistributionPointName point(String address) {
    return new DistributionPointName(
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, address)));
  }

  private ChainFindings judged(HeldCertificate certificate, CrlDraft... lists) {
    return judged(chain(certificate, issuing), lists);
  }

  private ChainFindings judged(PeerChain sent, CrlDraft... lists) {
    return inspector.inspect(question(sent, lists), NOW);
  }

  private RevocationQuestion question(PeerChain sent, CrlDraft... lists) {
    ChainFindings findings =
        new ChainInspector().inspect(ChainQuestion.ofServer(sent, anchors(root), HOST), NOW);
    return new RevocationQuestion(
        sent,
        findings,
        new Staple.NotAsked(),
        false,
        Arrays.stream(lists).map(list -> RevocationList.ofDer(list.mint()).orElseThrow()).toList(),
        List.of());
  }

  private static List<String> statuses(ChainFindings findings) {
    return findings.revocation().stream().map(word -> word.status().word()).toList();
  }
}
