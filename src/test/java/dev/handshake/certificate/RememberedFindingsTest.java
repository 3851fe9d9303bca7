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

import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.OcspDraft;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Findings that are remembered as they are, for exactly as long as they hold. */
class RememberedFindingsTest {
  private static final Instant END = NOW.plus(Duration.ofDays(30));
  private static final int KEY_COMPROMISE = 1;

  private final HeldCertificate root = root("root");
  private final HeldCertificate issuing = authority("issuing", root);
  private final HeldCertificate leaf = leafOf(issuing).valid(NOW, END).mint();
  private final PeerChain sent = chain(leaf, issuing);
  private final ChainInspector inspector = new ChainInspector();
  private final RevocationInspector revocation = new RevocationInspector();

  @Test
  void theSameBytesAreTheSameChain() {
    List<byte[]> copies = sent.certificates().stream().map(PeerCertificate::der).toList();
    assertThat(PeerChain.ofDer(copies)).isSameAs(sent);
    assertThat(PeerChain.ofDer(copies.reversed())).isNotEqualTo(sent);
    assertThat(PeerChain.ofDer(copies.subList(0, 1))).isNotEqualTo(sent);
  }

  @Test
  void aChainIsNotTouchedByWhoeverGaveItsBytes() {
    byte[] given = leaf.certificate().getPublicKey().getEncoded();
    PeerChain chain = PeerChain.ofDer(List.of(given));
    byte[] before = given.clone();
    Arrays.fill(given, (byte) 7);
    assertThat(chain.leaf().der()).isEqualTo(before);
    assertThat(PeerChain.ofDer(List.of(given))).isNotEqualTo(chain);
  }

  @Test
  void findingsAreTheSameWhileNoDateTellsOtherwise() {
    ChainFindings first = at(NOW.plusSeconds(60));
    assertThat(at(NOW.plusSeconds(90))).isSameAs(first);
    assertThat(at(NOW.plusSeconds(61))).isSameAs(first);
  }

  @Test
  void anExpiryBetweenTwoProbesIsSeen() {
    assertThat(findings(at(END.minusSeconds(1)))).doesNotContain(Reason.CERTIFICATE_EXPIRED);
    assertThat(findings(at(END))).doesNotContain(Reason.CERTIFICATE_EXPIRED);
    assertThat(findings(at(END.plusNanos(1)))).contains(Reason.CERTIFICATE_EXPIRED);
    assertThat(findings(at(END.minusSeconds(1)))).doesNotContain(Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void aBeginBetweenTwoProbesIsSeen() {
    assertThat(findings(at(NOW.minusNanos(1)))).contains(Reason.CERTIFICATE_NOT_YET_VALID);
    assertThat(findings(at(NOW))).doesNotContain(Reason.CERTIFICATE_NOT_YET_VALID);
  }

  @Test
  void theDaysThatAreLeftAreCountedDown() {
    Instant soon = END.minus(Duration.ofDays(21));
    assertThat(findings(at(soon.minusNanos(1)))).doesNotContain(Remark.EXPIRES_SOON);
    assertThat(details(at(soon))).anyMatch(detail -> detail.endsWith("in 21 days."));
    assertThat(details(at(soon.plusNanos(1)))).anyMatch(detail -> detail.endsWith("in 20 days."));
  }

  @Test
  void memoryNeverTellsAnythingElseThanAFirstSight() {
    HeldCertificate early = authority("early", root("other"));
    HeldCertificate odd =
        leafOf(early).valid(NOW.minusSeconds(7), NOW.plus(Duration.ofHours(40))).mint();
    PeerChain other = chain(odd, early);
    for (PeerChain each : List.of(sent, other)) {
      for (Instant moment : momentsAround(each)) {
        ChainQuestion question = ChainQuestion.ofServer(each, anchors(root), HOST);
        assertThat(inspector.inspect(question, moment))
            .as("%s", moment)
            .isEqualTo(new ChainInspector().inspect(question, moment));
      }
    }
  }

  private static List<Instant> momentsAround(PeerChain chain) {
    List<Instant> moments = new ArrayList<>();
    chain.certificates().stream()
        .flatMap(each -> each.x509().stream())
        .flatMap(each -> Stream.of(each.getNotBefore().toInstant(), each.getNotAfter().toInstant()))
        .forEach(date -> {
          for (int days : List.of(-21, -1, 0, 1)) {
            Instant day = date.plus(Duration.ofDays(days));
            moments.addAll(List.of(day.minusNanos(1), day, day.plusNanos(1)));
          }
        });
    moments.sort(null);
    return moments;
  }

  @Test
  void aRenewalIsSeen() {
    Instant late = END.plusSeconds(1);
    assertThat(at(late).verified()).isFalse();
    HeldCertificate renewed = leafOf(issuing).valid(NOW, END.plus(Duration.ofDays(90))).mint();
    ChainQuestion question = ChainQuestion.ofServer(chain(renewed, root), anchors(root), HOST);
    assertThat(findings(inspector.inspect(question, late)))
        .doesNotContain(Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void anotherTrustStoreIsAskedAnew() {
    assertThat(at(NOW.plusSeconds(1)).verified()).isTrue();
    ChainQuestion question = ChainQuestion.ofServer(sent, anchors(root("new")), HOST);
    assertThat(inspector.known(question, NOW.plusSeconds(1))).isEmpty();
    assertThat(inspector.inspect(question, NOW.plusSeconds(1)).verified()).isFalse();
  }

  @Test
  void longChainsMakeRoomForOthers() {
    PeerChain second = chain(leafOf(issuing).mint(), issuing);
    ChainInspector small =
        new ChainInspector(new KnownIntermediates(), 100, sent.size() + second.size() - 1);
    for (String name : List.of(HOST, "other.example")) {
      small.inspect(ChainQuestion.ofServer(sent, anchors(root), name), NOW);
    }
    assertThat(small.known(ChainQuestion.ofServer(sent, anchors(root), HOST), NOW)).isPresent();
    small.inspect(ChainQuestion.ofServer(second, anchors(root), HOST), NOW);
    assertThat(small.known(ChainQuestion.ofServer(sent, anchors(root), HOST), NOW)).isEmpty();
    assertThat(small.known(ChainQuestion.ofServer(second, anchors(root), HOST), NOW)).isPresent();
  }

  @Test
  void theSameStapleAddsTheSameToTheSameFindings() {
    byte[] good = OcspDraft.about(leaf.certificate(), issuing, NOW).mint();
    assertThat(stapled(good, NOW.plusSeconds(60))).isSameAs(stapled(good, NOW.plusSeconds(30)));
  }

  @Test
  void aRevokedStapleIsSeenAfterAGoodOne() {
    OcspDraft draft = OcspDraft.about(leaf.certificate(), issuing, NOW);
    assertThat(stapled(draft.mint(), NOW.plusSeconds(30)).verified()).isTrue();
    byte[] revoked = draft.revoked(NOW, KEY_COMPROMISE).mint();
    assertThat(findings(stapled(revoked, NOW.plusSeconds(60))))
        .contains(Reason.CERTIFICATE_REVOKED);
  }

  @Test
  void aStapleThatEndsBetweenTwoProbesIsSeen() {
    Instant until = NOW.plus(Duration.ofHours(1));
    byte[] staple = OcspDraft.about(leaf.certificate(), issuing, NOW).valid(NOW, until).mint();
    assertThat(findings(stapled(staple, until))).doesNotContain(Remark.STAPLE_STALE);
    assertThat(findings(stapled(staple, until.plus(Duration.ofMinutes(6)))))
        .contains(Remark.STAPLE_STALE);
  }

  @Test
  void aStapleThatIsMissedIsSeenAfterOneThatWasNotAskedFor() {
    ChainFindings findings = at(NOW.plusSeconds(30));
    assertThat(demanded(findings, new Staple.NotAsked()).verified()).isTrue();
    assertThat(findings(demanded(findings, new Staple.Absent())))
        .contains(Reason.CERTIFICATE_STAPLE_MISSING);
    assertThat(demanded(findings, new Staple.NotAsked()).verified()).isTrue();
  }

  private ChainFindings at(Instant now) {
    return inspector.inspect(ChainQuestion.ofServer(sent, anchors(root), HOST), now);
  }

  private ChainFindings stapled(byte[] answer, Instant now) {
    return revocation.inspect(
        new RevocationQuestion(sent, at(now), new Staple.Sent(answer), false, List.of(), List.of()),
        now);
  }

  private ChainFindings demanded(ChainFindings findings, Staple staple) {
    return revocation.inspect(
        new RevocationQuestion(sent, findings, staple, true, List.of(), List.of()), NOW);
  }

  private static List<String> details(ChainFindings findings) {
    return findings.faults().stream().map(Fault::detail).toList();
  }
}
