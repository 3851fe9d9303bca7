package dev.handshake.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers and lists that were made to be believed, or to be dear. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileEvidenceTest {
  private final Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final HeldCertificate issuer = HeldCertificate.named("ca", now).authority().mint();
  private final HeldCertificate leaf = HeldCertificate.named("leaf", now).issuedBy(issuer).mint();

  @Test
  void deepNesting() {
    byte[] deep = nested(250_000);
    assertThat(OcspAnswer.read(deep, leaf.certificate(), issuer.certificate()).at(now))
        .isInstanceOf(RevocationStatus.Invalid.class);
    assertThat(RevocationList.ofDer(deep)).isEmpty();
    PeerChain chain = PeerChain.ofDer(List.of(deep));
    assertThat(Timestamps.count(chain, Optional.of(deep))).isEmpty();
    PeerChain sound = PeerChain.ofDer(List.of(Examined.der(leaf.certificate())));
    assertThat(Timestamps.count(sound, Optional.of(deep))).hasValue(0);
  }

  /** Sequences of indefinite length, each the only content of the one around it. */
  private static byte[] nested(int bytes) {
    byte[] deep = new byte[bytes];
    for (int index = 0; index < bytes; index += 2) {
      deep[index] = 0x30;
      deep[index + 1] = (byte) 0x80;
    }
    return deep;
  }

  @Test
  void deepNestingInExtensions() {
    byte[] deep = nested(14_000);
    for (String oid :
        List.of(
            "2.5.29.31",
            "1.3.6.1.5.5.7.1.1",
            "1.3.6.1.5.5.7.1.24",
            "2.5.29.35",
            "1.3.6.1.4.1.11129.2.4.2",
            "2.5.29.32",
            "2.5.29.30",
            "1.2.3.4")) {
      HeldCertificate hostile = HeldCertificate.named("leaf", now).issuedBy(issuer).mint();
      byte[] der = Tampered.withExtension(hostile, issuer, oid, deep);
      PeerChain chain = PeerChain.ofDer(List.of(der));
      ChainFindings findings =
          new ChainInspector()
              .inspect(
                  ChainQuestion.ofServer(
                      chain,
                      TrustAnchors.of("trust", Set.of(issuer.certificate()), List.of()),
                      "leaf"),
                  now);
      var _ = StrictProfile.applyTo(findings);
      var _ = chain.leaf().facts();
      chain
          .leaf()
          .x509()
          .ifPresent(certificate -> {
            assertThat(DistributionPoints.ofLists(certificate)).isEmpty();
            assertThat(DistributionPoints.ofResponders(certificate)).isEmpty();
            assertThat(DistributionPoints.ofIssuers(certificate)).isEmpty();
            assertThat(MustStaple.in(certificate)).isFalse();
          });
      assertThat(Timestamps.count(chain, Optional.empty()).orElse(0)).isZero();
    }
  }

  @Test
  void aListOfAnotherIssuerWithTheSameKey() {
    HeldCertificate other =
        HeldCertificate.named("other", now)
            .authority()
            .keys(new KeyPair(issuer.certificate().getPublicKey(), issuer.key()))
            .mint();
    RevocationList list = list(CrlDraft.of(other, now));
    assertThat(list.statusOf(leaf.certificate(), issuer.certificate(), now))
        .isInstanceOf(RevocationStatus.Invalid.class);
  }

  @Test
  void aListOfChangesThatDoesNotSaySoCritically() {
    RevocationList list =
        list(CrlDraft.of(issuer, now).extension("2.5.29.27", false, new ASN1Integer(1)));
    assertThat(list.statusOf(leaf.certificate(), issuer.certificate(), now))
        .isInstanceOf(RevocationStatus.Unknown.class);
  }

  @Test
  void anEntryThatTakesARevocationBack() {
    RevocationList list =
        list(CrlDraft.of(issuer, now).revoking(leaf.certificate(), now, CRLReason.removeFromCRL));
    assertThat(list.statusOf(leaf.certificate(), issuer.certificate(), now))
        .isInstanceOf(RevocationStatus.Good.class);
  }

  private static RevocationList list(CrlDraft draft) {
    return RevocationList.ofDer(draft.mint()).orElseThrow();
  }
}
