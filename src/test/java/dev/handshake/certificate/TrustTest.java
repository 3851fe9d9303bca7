package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.authority;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.crossSigned;
import static dev.handshake.certificate.Examined.detail;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.inspect;
import static dev.handshake.certificate.Examined.knowing;
import static dev.handshake.certificate.Examined.leaf;
import static dev.handshake.certificate.Examined.leafOf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The paragraph on trust: which path is found, and the name of the failure where there is none. */
class TrustTest {
  private final HeldCertificate root = root("root");
  private final HeldCertificate issuing = authority("issuing", root);
  private final HeldCertificate leaf = leafOf(issuing).mint();
  private final HeldCertificate stranger = root("stranger");

  @Test
  void aChainToAnAnchorIsVerifiedWithItsAnchorInThePath() {
    ChainFindings findings = inspect(chain(leaf, issuing), anchors(root, stranger));
    assertThat(findings.faults()).isEmpty();
    assertThat(findings.verified()).isTrue();
    assertThat(findings.path())
        .containsExactly(leaf.certificate(), issuing.certificate(), root.certificate());
    assertThat(findings.verifiedDepth()).hasValue(3);
    assertThat(findings.notAfter()).hasValue(leaf.certificate().getNotAfter().toInstant());
    assertThat(findings.checks())
        .containsOnlyKeys(
            Check.TRUST,
            Check.NAME,
            Check.VALIDITY,
            Check.CHAIN_COMPLETE,
            Check.CHAIN_ORDER,
            Check.USAGE,
            Check.STRENGTH);
    assertThat(findings.checks().values()).containsOnly(true);
  }

  @Test
  void anIntermediateMayBeTheAnchor() {
    ChainFindings findings = inspect(chain(leaf, issuing), anchors(issuing));
    assertThat(findings.faults()).isEmpty();
    assertThat(findings.path()).containsExactly(leaf.certificate(), issuing.certificate());
  }

  @Test
  void theLeafMayBeTheAnchor() {
    ChainFindings findings = inspect(chain(leaf), anchors(leaf));
    assertThat(findings.faults()).isEmpty();
    assertThat(findings.verifiedDepth()).hasValue(1);
    assertThat(findings.notAfter()).hasValue(leaf.certificate().getNotAfter().toInstant());
  }

  @Test
  void aSelfSignedLeafMayBeTheAnchor() {
    HeldCertificate alone = HeldCertificate.named("alone", NOW).dns(HOST).mint();
    ChainFindings findings = inspect(chain(alone), anchors(alone));
    assertThat(findings.faults()).isEmpty();
    assertThat(findings.verifiedDepth()).hasValue(1);
  }

  @Test
  void aKnownIntermediateThatWasNotSentMakesTheChainIncomplete() {
    ChainFindings findings = inspect(chain(leaf), knowing(anchors(root), issuing));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_CHAIN_INCOMPLETE);
    assertThat(detail(findings, Reason.CERTIFICATE_CHAIN_INCOMPLETE))
        .isEqualTo("The server did not send CN=issuing, which issued CN=leaf.");
    assertThat(findings.verifiedDepth()).hasValue(3);
    assertThat(findings.checks())
        .containsEntry(Check.TRUST, true)
        .containsEntry(Check.CHAIN_COMPLETE, false);
  }

  @Test
  void theMissingCertificateIsNamedInTheMiddleOfTheChainToo() {
    HeldCertificate lower = authority("lower", issuing);
    ChainFindings findings = inspect(chain(leaf(lower), lower), knowing(anchors(root), issuing));
    assertThat(detail(findings, Reason.CERTIFICATE_CHAIN_INCOMPLETE))
        .isEqualTo("The server did not send CN=issuing, which issued CN=lower.");
  }

  @Test
  void aKnownIntermediateChangesNothingWhereTheChainIsComplete() {
    assertThat(findings(chain(leaf, issuing), knowing(anchors(root), issuing))).isEmpty();
  }

  @Test
  void aLeafSignedByItsOwnKeyIsSelfSigned() {
    HeldCertificate alone = HeldCertificate.named("alone", NOW).dns(HOST).mint();
    ChainFindings findings = inspect(chain(alone), anchors(root));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_SELF_SIGNED);
    assertThat(detail(findings, Reason.CERTIFICATE_SELF_SIGNED)).contains("CN=alone");
    assertThat(findings.path()).isEmpty();
    assertThat(findings.verifiedDepth()).isEmpty();
    assertThat(findings.notAfter()).hasValue(alone.certificate().getNotAfter().toInstant());
    assertThat(findings.checks())
        .containsEntry(Check.TRUST, false)
        .containsEntry(Check.CHAIN_COMPLETE, true);
  }

  @Test
  void aChainToAnotherSelfSignedCertificateIsUntrusted() {
    ChainFindings findings = inspect(chain(leaf, issuing, root), anchors(stranger));
    assertThat(findings(findings))
        .containsExactly(Reason.CERTIFICATE_UNTRUSTED, Remark.CHAIN_ROOT_SENT);
    assertThat(detail(findings, Reason.CERTIFICATE_UNTRUSTED)).contains("root CN=root");
    assertThat(findings.checks()).containsEntry(Check.TRUST, false);
  }

  @Test
  void aSentAuthorityWhoseIssuerNobodyHasIsUntrusted() {
    ChainFindings findings = inspect(chain(leaf, issuing), anchors(stranger));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_UNTRUSTED);
    assertThat(detail(findings, Reason.CERTIFICATE_UNTRUSTED))
        .contains("CN=issuing")
        .contains("CN=root");
  }

  @Test
  void aLeafAloneWhoseIssuerIsUnknownIsIncomplete() {
    ChainFindings findings = inspect(chain(leaf), anchors(stranger));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_CHAIN_INCOMPLETE);
    assertThat(detail(findings, Reason.CERTIFICATE_CHAIN_INCOMPLETE))
        .contains("CN=issuing")
        .contains("may be an unknown root");
    assertThat(findings.checks())
        .containsEntry(Check.TRUST, false)
        .containsEntry(Check.CHAIN_COMPLETE, false);
  }

  @Test
  void aLeafWithTheWrongIntermediateIsIncomplete() {
    HeldCertificate other = authority("other", root);
    assertThat(findings(chain(leaf, other), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_CHAIN_INCOMPLETE, Remark.CHAIN_EXTRA_CERTIFICATES);
  }

  @Test
  void anAnchorOfTheSameNameAndAnotherKeyIsNotTheIssuer() {
    assertThat(findings(chain(leaf, issuing), anchors(root("root"))))
        .containsExactly(Reason.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void aForgedSignatureIsInvalid() {
    byte[] forged = Examined.der(leaf.certificate());
    forged[forged.length - 1] ^= 1;
    PeerChain chain = PeerChain.ofDer(List.of(forged, Examined.der(issuing.certificate())));
    ChainFindings findings = inspect(chain, anchors(root));
    assertThat(findings(findings)).startsWith(Reason.CERTIFICATE_INVALID);
    assertThat(detail(findings, Reason.CERTIFICATE_INVALID)).contains("signature of CN=leaf");
    assertThat(findings.checks()).containsEntry(Check.TRUST, false);
  }

  @Test
  void aCrossSignedChainFindsItsWayToEitherRoot() {
    HeldCertificate crossed = crossSigned(root, stranger);
    PeerChain chain = chain(leaf, issuing, crossed);
    assertThat(inspect(chain, anchors(stranger)).path())
        .containsExactly(
            leaf.certificate(),
            issuing.certificate(),
            crossed.certificate(),
            stranger.certificate());
    assertThat(inspect(chain, anchors(stranger)).faults()).isEmpty();
    assertThat(inspect(chain, anchors(root)).verifiedDepth()).hasValue(3);
    assertThat(inspect(chain, anchors(root)).faults()).isEmpty();
  }

  @Test
  void ofTwoTrustedPathsTheOneThatIsValidNowCounts() {
    HeldCertificate ended =
        HeldCertificate.named("ended", NOW)
            .authority()
            .valid(NOW.minusSeconds(1000), NOW.minusSeconds(10))
            .mint();
    HeldCertificate old =
        HeldCertificate.named("issuing", NOW)
            .authority()
            .valid(NOW.minusSeconds(1000), NOW.minusSeconds(10))
            .keys(new KeyPair(issuing.certificate().getPublicKey(), issuing.key()))
            .issuedBy(root)
            .mint();
    ChainFindings either = inspect(chain(leaf, old, issuing), anchors(root));
    assertThat(either.path()).contains(issuing.certificate());
    assertThat(either.verified()).isTrue();
    HeldCertificate crossed = crossSigned(issuing, ended);
    assertThat(findings(chain(leaf, crossed, issuing), anchors(ended, root))).isEmpty();
  }

  @Test
  void aDeadBranchThatSomeClientsFollowIsRemarked() {
    HeldCertificate dead = crossSigned(issuing, stranger);
    ChainFindings findings = inspect(chain(leaf, dead, issuing), anchors(root));
    assertThat(findings.verified()).isTrue();
    assertThat(findings(findings)).containsExactly(Remark.PATH_AMBIGUOUS);
    assertThat(detail(findings, Remark.PATH_AMBIGUOUS)).contains("CN=issuing");
    assertThat(findings(chain(leaf, issuing, dead), anchors(root))).isEmpty();
  }

  @Test
  void authoritiesThatCertifyEachOtherLeadNowhere() {
    HeldCertificate first = root("first");
    HeldCertificate second = root("second");
    PeerChain chain = chain(leaf(first), crossSigned(first, second), crossSigned(second, first));
    assertThat(findings(chain, anchors(root))).contains(Reason.CERTIFICATE_UNTRUSTED);
    assertThat(findings(chain, anchors(second))).isEmpty();
  }
}
