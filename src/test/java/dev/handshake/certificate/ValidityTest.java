package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.detail;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.inspect;
import static dev.handshake.certificate.Examined.leafOf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dates are judged beside the path, never by losing it. */
class ValidityTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final HeldCertificate root = root("root");

  @Test
  void anExpiredChainUnderATrustedRootKeepsTrustDepthAndEnd() {
    HeldCertificate expired =
        leafOf(root).valid(NOW.minus(DAY.multipliedBy(40)), NOW.minus(DAY.multipliedBy(12))).mint();
    ChainFindings findings = inspect(chain(expired), anchors(root));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_EXPIRED);
    assertThat(detail(findings, Reason.CERTIFICATE_EXPIRED))
        .isEqualTo("CN=leaf expired on 2011-02-20T05:06:07Z, 12 days ago.");
    assertThat(findings.checks())
        .containsEntry(Check.TRUST, true)
        .containsEntry(Check.VALIDITY, false);
    assertThat(findings.verifiedDepth()).hasValue(2);
    assertThat(findings.notAfter()).hasValue(Instant.parse("2011-02-20T05:06:07Z"));
  }

  @Test
  void certificatesWithoutACommonInstantStillMakeAPath() {
    HeldCertificate past =
        HeldCertificate.named("past", NOW)
            .authority()
            .issuedBy(root)
            .valid(NOW.minus(DAY.multipliedBy(9)), NOW.minus(DAY))
            .mint();
    HeldCertificate future =
        leafOf(past).valid(NOW.plus(DAY), NOW.plus(DAY.multipliedBy(90))).mint();
    ChainFindings findings = inspect(chain(future, past), anchors(root));
    assertThat(findings(findings))
        .containsExactly(Reason.CERTIFICATE_NOT_YET_VALID, Reason.CERTIFICATE_EXPIRED);
    assertThat(detail(findings, Reason.CERTIFICATE_NOT_YET_VALID))
        .isEqualTo("CN=leaf is valid from 2011-03-05T05:06:07Z, in 1 day.");
    assertThat(detail(findings, Reason.CERTIFICATE_EXPIRED)).startsWith("CN=past expired");
    assertThat(findings.verifiedDepth()).hasValue(3);
  }

  @Test
  void theEndIsTheEarliestBelowTheAnchor() {
    HeldCertificate shortLived =
        HeldCertificate.named("short", NOW)
            .authority()
            .issuedBy(root)
            .valid(NOW.minus(DAY), NOW.plus(DAY.multipliedBy(25)))
            .mint();
    HeldCertificate leaf =
        leafOf(shortLived).valid(NOW.minus(DAY), NOW.plus(DAY.multipliedBy(300))).mint();
    assertThat(inspect(chain(leaf, shortLived), anchors(root)).notAfter())
        .hasValue(NOW.plus(DAY.multipliedBy(25)));
  }

  @Test
  void threeWeeksBeforeTheEndIsSoon() {
    HeldCertificate leaf =
        leafOf(root).valid(NOW.minus(DAY), NOW.plus(DAY.multipliedBy(100))).mint();
    ChainInspector inspector = new ChainInspector();
    PeerChain chain = chain(leaf);
    Instant end = NOW.plus(DAY.multipliedBy(100));
    ChainFindings soon =
        inspector.inspect(
            ChainQuestion.ofServer(chain, anchors(root), HOST), end.minus(DAY.multipliedBy(21)));
    assertThat(findings(soon)).startsWith(Remark.EXPIRES_SOON);
    assertThat(detail(soon, Remark.EXPIRES_SOON)).endsWith("in 21 days.");
    assertThat(soon.verified()).isTrue();
    assertThat(
            findings(
                inspector.inspect(
                    ChainQuestion.ofServer(chain, anchors(root), HOST),
                    end.minus(DAY.multipliedBy(21)).minusSeconds(1))))
        .doesNotContain(Remark.EXPIRES_SOON);
  }

  @Test
  void theLastSecondStillCounts() {
    Instant end = NOW.plus(DAY);
    PeerChain chain = chain(leafOf(root).valid(NOW, end).mint());
    ChainInspector inspector = new ChainInspector();
    assertThat(
            inspector.inspect(ChainQuestion.ofServer(chain, anchors(root), HOST), NOW).verified())
        .isTrue();
    assertThat(
            inspector
                .inspect(ChainQuestion.ofServer(chain, anchors(root), HOST), NOW.minusSeconds(1))
                .verified())
        .isFalse();
    assertThat(
            inspector.inspect(ChainQuestion.ofServer(chain, anchors(root), HOST), end).verified())
        .isTrue();
    assertThat(
            inspector
                .inspect(ChainQuestion.ofServer(chain, anchors(root), HOST), end.plusSeconds(1))
                .verified())
        .isFalse();
  }

  @Test
  void anExpiredAnchorIsARemark() {
    HeldCertificate old =
        HeldCertificate.named("old", NOW)
            .authority()
            .valid(NOW.minus(DAY.multipliedBy(9)), NOW.minusSeconds(60))
            .mint();
    ChainFindings findings = inspect(chain(leafOf(old).mint()), anchors(old));
    assertThat(findings(findings)).containsExactly(Remark.ANCHOR_EXPIRED);
    assertThat(detail(findings, Remark.ANCHOR_EXPIRED)).contains("less than a day ago");
    assertThat(findings.verified()).isTrue();
  }

  @Test
  void anExpiredLeafThatIsItsOwnAnchorIsExpired() {
    HeldCertificate leaf = leafOf(root).valid(NOW.minus(DAY), NOW.minusSeconds(1)).mint();
    assertThat(findings(chain(leaf), anchors(leaf))).containsExactly(Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void datesAreJudgedWithoutAPathToo() {
    HeldCertificate unknown =
        HeldCertificate.named("unknown", NOW)
            .authority()
            .valid(NOW.minus(DAY.multipliedBy(9)), NOW.minus(DAY))
            .mint();
    ChainFindings findings = inspect(chain(leafOf(unknown).mint(), unknown), anchors(root));
    assertThat(findings(findings))
        .containsExactly(
            Reason.CERTIFICATE_UNTRUSTED, Reason.CERTIFICATE_EXPIRED, Remark.CHAIN_ROOT_SENT);
    assertThat(findings.notAfter()).hasValue(NOW.minus(DAY));
  }

  @Test
  void datesBeyond2038AreOrdinary() {
    Instant far = Instant.parse("9999-12-31T23:59:59Z");
    HeldCertificate leaf = leafOf(root).valid(NOW, far).mint();
    ChainFindings findings = inspect(chain(leaf), anchors(root));
    assertThat(findings.faults()).isEmpty();
    assertThat(findings.notAfter()).hasValue(far);
  }

  @Test
  void datesAreReadOnBothSidesOf2050() {
    for (String end : List.of("2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z")) {
      Instant last = Instant.parse(end);
      HeldCertificate leaf = leafOf(root).valid(NOW, last).mint();
      PeerChain chain = chain(leaf);
      assertThat(chain.leaf().facts().orElseThrow().notAfter()).isEqualTo(last);
      assertThat(
              findings(
                  new ChainInspector()
                      .inspect(
                          ChainQuestion.ofServer(chain, anchors(root), HOST), last.plusSeconds(1))))
          .contains(Reason.CERTIFICATE_EXPIRED);
    }
  }

  @Test
  void aLeafOfMoreThan825DaysIsRemarked() {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    HeldCertificate own = HeldCertificate.named("own", from).authority().mint();
    HeldCertificate.Builder leaf = HeldCertificate.named("leaf", from).dns(HOST).issuedBy(own);
    PeerChain usual = chain(leaf.valid(from, from.plus(Duration.ofDays(825))).mint());
    PeerChain unusual = chain(leaf.valid(from, from.plus(Duration.ofDays(826))).mint());
    ChainInspector inspector = new ChainInspector();
    assertThat(findings(inspector.inspect(ChainQuestion.ofServer(usual, anchors(own), HOST), from)))
        .doesNotContain(Remark.CERTIFICATE_LONG_LIVED);
    ChainFindings remarked =
        inspector.inspect(ChainQuestion.ofServer(unusual, anchors(own), HOST), from);
    assertThat(findings(remarked)).containsExactly(Remark.CERTIFICATE_LONG_LIVED);
    assertThat(remarked.verified()).isTrue();
    assertThat(inspector.inspect(ChainQuestion.ofClient(unusual, anchors(own)), from).faults())
        .isEmpty();
  }

  @Test
  void anExpiryShowsThoughThePathIsRemembered() {
    ChainInspector inspector = new ChainInspector();
    PeerChain chain = chain(leafOf(root).mint());
    assertThat(
            inspector.inspect(ChainQuestion.ofServer(chain, anchors(root), HOST), NOW).verified())
        .isTrue();
    assertThat(
            findings(
                inspector.inspect(
                    ChainQuestion.ofServer(chain, anchors(root), HOST),
                    NOW.plus(DAY.multipliedBy(31)))))
        .contains(Reason.CERTIFICATE_EXPIRED);
  }
}
