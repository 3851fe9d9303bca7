package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.authority;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.crossSigned;
import static dev.handshake.certificate.Examined.detail;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.knowing;
import static dev.handshake.certificate.Examined.leaf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Check;
import dev.handshake.reason.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What intermediates met before say of a chain, and how many of them are kept. */
class KnownIntermediatesTest {
  private final HeldCertificate root = root("root");
  private final HeldCertificate upper = authority("upper", root);
  private final HeldCertificate lower = authority("lower", upper);
  private final PeerChain truncated = chain(leaf(lower));
  private final KnownIntermediates known = new KnownIntermediates();
  private final ChainInspector inspector = new ChainInspector(known);

  private ChainFindings inspect(PeerChain chain) {
    return inspector.inspect(ChainQuestion.ofServer(chain, anchors(root), HOST), NOW);
  }

  private boolean isKnown(PeerChain chain) {
    return inspector.known(ChainQuestion.ofServer(chain, anchors(root), HOST), NOW).isPresent();
  }

  @Test
  void aChainWithoutItsIntermediatesIsIncompleteAndNamesTheMissingOne() {
    assertThat(detail(inspect(truncated), Reason.CERTIFICATE_CHAIN_INCOMPLETE))
        .contains("may be an unknown root");
    known.remember(lower.certificate());
    known.remember(upper.certificate());
    ChainFindings sharpened = inspect(truncated);
    assertThat(findings(sharpened)).containsExactly(Reason.CERTIFICATE_CHAIN_INCOMPLETE);
    assertThat(detail(sharpened, Reason.CERTIFICATE_CHAIN_INCOMPLETE))
        .isEqualTo("The server did not send CN=lower, which issued CN=leaf.");
    assertThat(sharpened.verifiedDepth()).hasValue(4);
    assertThat(sharpened.checks()).containsEntry(Check.TRUST, true);
  }

  @Test
  void whatIsLearntJudgesAnewOnlyWhatItBearsUpon() {
    PeerChain complete = chain(leaf(lower), lower, upper);
    PeerChain foreign = chain(leaf(root("stranger")));
    inspect(complete);
    inspect(foreign);
    inspect(truncated);
    known.remember(lower.certificate());
    assertThat(isKnown(complete)).isTrue();
    assertThat(isKnown(foreign)).isTrue();
    assertThat(isKnown(truncated)).isFalse();
  }

  @Test
  void aCompleteChainIsJudgedTheSameWhateverIsKnown() {
    PeerChain complete = chain(leaf(lower), lower, upper);
    ChainFindings before = inspect(complete);
    known.remember(crossSigned(lower, root).certificate());
    known.remember(upper.certificate());
    assertThat(
            new ChainInspector(known)
                .inspect(ChainQuestion.ofServer(complete, anchors(root), HOST), NOW))
        .isEqualTo(before);
  }

  @Test
  void theOrderInWhichTheyWereMetDoesNotMatter() {
    HeldCertificate shorter = crossSigned(lower, root);
    KnownIntermediates other = new KnownIntermediates();
    List.of(lower, upper, shorter).forEach(each -> known.remember(each.certificate()));
    List.of(shorter, upper, lower).forEach(each -> other.remember(each.certificate()));
    assertThat(known.above(truncated)).hasSize(3).isEqualTo(other.above(truncated));
  }

  @Test
  void configuredIntermediatesStayKnownBesideThem() {
    known.remember(lower.certificate());
    ChainFindings findings =
        inspector.inspect(
            ChainQuestion.ofServer(truncated, knowing(anchors(root), upper), HOST), NOW);
    assertThat(findings.verifiedDepth()).hasValue(4);
  }

  @Test
  void onlyCaCertificatesBelowARootAreKept() {
    known.remember(root.certificate());
    known.remember(leaf(lower).certificate());
    assertThat(known.version()).isZero();
    assertThat(known.above(chain(leaf(root)))).isEmpty();
  }

  @Test
  void meetingOneAgainChangesNothing() {
    known.remember(lower.certificate());
    long version = known.version();
    known.remember(lower.certificate());
    assertThat(known.version()).isEqualTo(version);
  }

  @Test
  void theOneNotMetForLongestMakesRoom() {
    KnownIntermediates small = new KnownIntermediates(2);
    HeldCertificate third = authority("third", root);
    small.remember(lower.certificate());
    small.remember(upper.certificate());
    small.remember(lower.certificate());
    small.remember(third.certificate());
    assertThat(small.above(chain(leaf(upper)))).isEmpty();
    assertThat(small.above(chain(leaf(lower)))).containsExactly(lower.certificate());
    assertThat(small.above(chain(leaf(third)))).containsExactly(third.certificate());
  }

  @Test
  void aHostileNumberOfNamesakesIsCut() {
    for (int i = 0; i < 100; i++) {
      known.remember(authority("twin", root).certificate());
    }
    assertThat(known.above(chain(leaf(authority("twin", root))))).hasSize(64);
  }

  @Test
  void authoritiesThatCertifyEachOtherAreFoundOnce() {
    HeldCertificate first = root("first");
    HeldCertificate second = root("second");
    known.remember(crossSigned(first, second).certificate());
    known.remember(crossSigned(second, first).certificate());
    assertThat(known.above(chain(leaf(first)))).hasSize(2);
  }
}
