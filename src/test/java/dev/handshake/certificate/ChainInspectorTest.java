package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.leaf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Reason;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of a chain, and what is never answered from memory. */
class ChainInspectorTest {
  private final HeldCertificate root = root("root");
  private final PeerChain chain = chain(leaf(root));
  private final TrustAnchors anchors = anchors(root);
  private final ChainInspector inspector = new ChainInspector();

  @Test
  void aChainIsKnownOnceItWasInspected() {
    assertThat(inspector.known(ChainQuestion.ofServer(chain, anchors, HOST), NOW)).isEmpty();
    ChainFindings findings = inspector.inspect(ChainQuestion.ofServer(chain, anchors, HOST), NOW);
    PeerChain again = PeerChain.ofDer(List.of(chain.leaf().der()));
    assertThat(inspector.known(ChainQuestion.ofServer(again, anchors, HOST), NOW))
        .hasValue(findings);
    assertThat(inspector.inspect(ChainQuestion.ofServer(again, anchors, HOST), NOW))
        .isEqualTo(findings);
  }

  @Test
  void anotherNameAnchorOrChainIsAnotherSight() {
    inspector.inspect(ChainQuestion.ofServer(chain, anchors, HOST), NOW);
    assertThat(inspector.known(ChainQuestion.ofServer(chain, anchors, "other.example"), NOW))
        .isEmpty();
    assertThat(inspector.known(ChainQuestion.ofServer(chain, anchors(root("other")), HOST), NOW))
        .isEmpty();
    assertThat(inspector.known(ChainQuestion.ofServer(chain(leaf(root)), anchors, HOST), NOW))
        .isEmpty();
  }

  @Test
  void memoryAnswersForTheTimeAskedAbout() {
    inspector.inspect(ChainQuestion.ofServer(chain, anchors, HOST), NOW);
    assertThat(
            findings(
                inspector
                    .known(
                        ChainQuestion.ofServer(chain, anchors, HOST), NOW.plus(Duration.ofDays(31)))
                    .orElseThrow()))
        .contains(Reason.CERTIFICATE_EXPIRED);
    assertThat(
            inspector
                .known(ChainQuestion.ofServer(chain, anchors, HOST), NOW)
                .orElseThrow()
                .verified())
        .isTrue();
  }

  @Test
  void theLeastRecentlyAskedIsForgotten() {
    ChainInspector small = new ChainInspector(new KnownIntermediates(), 2, 1_000_000);
    small.inspect(ChainQuestion.ofServer(chain, anchors, "first.example"), NOW);
    small.inspect(ChainQuestion.ofServer(chain, anchors, "second.example"), NOW);
    small.known(ChainQuestion.ofServer(chain, anchors, "first.example"), NOW);
    small.inspect(ChainQuestion.ofServer(chain, anchors, "third.example"), NOW);
    assertThat(small.known(ChainQuestion.ofServer(chain, anchors, "first.example"), NOW))
        .isPresent();
    assertThat(small.known(ChainQuestion.ofServer(chain, anchors, "second.example"), NOW))
        .isEmpty();
    assertThat(small.known(ChainQuestion.ofServer(chain, anchors, "third.example"), NOW))
        .isPresent();
  }

  @Test
  void manyThreadsGetTheSameAnswer() {
    ChainFindings expected =
        new ChainInspector().inspect(ChainQuestion.ofServer(chain, anchors, HOST), NOW);
    assertThat(
            IntStream.range(0, 200)
                .parallel()
                .mapToObj(_ -> inspector.inspect(ChainQuestion.ofServer(chain, anchors, HOST), NOW))
                .distinct())
        .containsExactly(expected);
  }

  @Test
  void findingsAreInTheirPrecedence() {
    HeldCertificate bad =
        HeldCertificate.named("bad", NOW)
            .rsa(1024)
            .dns("elsewhere.example")
            .valid(NOW.minusSeconds(9), NOW.minusSeconds(1))
            .mint();
    assertThat(findings(inspector.inspect(ChainQuestion.ofServer(chain(bad), anchors, HOST), NOW)))
        .containsExactly(
            Reason.CERTIFICATE_SELF_SIGNED,
            Reason.CERTIFICATE_EXPIRED,
            Reason.CERTIFICATE_NAME_MISMATCH,
            Reason.CERTIFICATE_WEAK_KEY);
  }

  @Test
  void anEmptyChainIsRefused() {
    assertThatThrownBy(() -> PeerChain.ofDer(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chain: empty");
  }

  @Test
  void chainsAreEqualWhenTheirBytesAre() {
    PeerChain same = PeerChain.ofDer(List.of(chain.leaf().der()));
    assertThat(same).isEqualTo(chain).hasSameHashCodeAs(chain);
    assertThat(same.depth()).isEqualTo(1);
    assertThat(chain(leaf(root))).isNotEqualTo(chain);
  }
}
