package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.authority;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.crossSigned;
import static dev.handshake.certificate.Examined.detail;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.inspect;
import static dev.handshake.certificate.Examined.leaf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import org.junit.jupiter.api.Test;

/** What is remarked about a chain that clients can use all the same. */
class SentOrderTest {
  private final HeldCertificate root = root("root");
  private final HeldCertificate upper = authority("upper", root);
  private final HeldCertificate lower = authority("lower", upper);
  private final HeldCertificate leaf = leaf(lower);

  @Test
  void issuersInTheWrongOrderAreRemarkedAndStillTrusted() {
    ChainFindings findings = inspect(chain(leaf, upper, lower), anchors(root));
    assertThat(findings(findings)).containsExactly(Remark.CHAIN_MISORDERED);
    assertThat(detail(findings, Remark.CHAIN_MISORDERED)).contains("CN=upper");
    assertThat(findings.checks())
        .containsEntry(Check.CHAIN_ORDER, false)
        .containsEntry(Check.TRUST, true);
    assertThat(findings.verifiedDepth()).hasValue(4);
  }

  @Test
  void aRootIsRemarkedWhereverItStands() {
    assertThat(findings(chain(leaf, lower, upper, root), anchors(root)))
        .containsExactly(Remark.CHAIN_ROOT_SENT);
    assertThat(findings(chain(leaf, root, lower, upper), anchors(root)))
        .containsExactly(Remark.CHAIN_MISORDERED, Remark.CHAIN_ROOT_SENT);
  }

  @Test
  void certificatesWithoutAPartAreRemarked() {
    ChainFindings findings =
        inspect(chain(leaf, root("stray"), lower, upper, lower), anchors(root));
    assertThat(findings(findings)).containsExactly(Remark.CHAIN_EXTRA_CERTIFICATES);
    assertThat(detail(findings, Remark.CHAIN_EXTRA_CERTIFICATES))
        .startsWith("2 of the certificates sent")
        .contains("CN=stray");
    assertThat(findings.checks()).containsEntry(Check.CHAIN_ORDER, true);
  }

  @Test
  void theWaysOfACrossSignedChainBelongToIt() {
    HeldCertificate crossed = crossSigned(upper, root("other"));
    assertThat(findings(chain(leaf, lower, upper, crossed), anchors(root))).isEmpty();
  }

  @Test
  void certificatesAboveAnAnchorAreNotExtra() {
    assertThat(findings(chain(leaf, lower, upper), anchors(lower))).isEmpty();
    assertThat(findings(chain(leaf, lower, upper), anchors(leaf))).isEmpty();
  }

  @Test
  void aSelfSignedLeafIsNoRootThatWasSent() {
    HeldCertificate alone = HeldCertificate.named("alone", Examined.NOW).dns(Examined.HOST).mint();
    assertThat(findings(chain(alone), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_SELF_SIGNED);
  }
}
