package dev.handshake.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.credential.IdentityInspector;
import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.lab.OcspDraft;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Certificates, staples and lists with bits turned, pieces left out, repeated and given other
 * lengths: each ends in a verdict, without an exception, and none keeps us for ever.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutatedEvidenceTest {
  private static final long SEED = 20261120;
  private static final int ROUNDS = 2_500;

  private final Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final HeldCertificate root = HeldCertificate.named("root", now).authority().mint();
  private final HeldCertificate issuing =
      HeldCertificate.named("issuing", now).authority().issuedBy(root).mint();
  private final X509Certificate leaf =
      HeldCertificate.named("leaf", now)
          .issuedBy(issuing)
          .dns("www.example.com")
          .ip("::1")
          .extension(
              "1.3.6.1.5.5.7.1.1",
              false,
              new AuthorityInformationAccess(
                  new AccessDescription(X509ObjectIdentifiers.id_ad_ocsp, uri())))
          .extension("2.5.29.31", false, points())
          .mint()
          .certificate();
  private final TrustAnchors trust =
      TrustAnchors.of("trust", Set.of(root.certificate()), List.of());
  private final Random random = new Random(SEED);

  private static GeneralName uri() {
    return new GeneralName(GeneralName.uniformResourceIdentifier, "http://pki.example.com/x");
  }

  private static CRLDistPoint points() {
    DistributionPointName name = new DistributionPointName(new GeneralNames(uri()));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
  }

  @Test
  void chains() throws CertificateEncodingException {
    byte[] issuer = issuing.certificate().getEncoded();
    ChainInspector inspector = new ChainInspector();
    RevocationInspector revocation = new RevocationInspector();
    RevocationList list = RevocationList.ofDer(CrlDraft.of(issuing, now).mint()).orElseThrow();
    byte[] staple = OcspDraft.about(leaf, issuing, now).mint();
    mutants(
        leaf.getEncoded(),
        der -> {
          boolean atLeaf = random.nextInt(4) > 0;
          PeerChain chain = PeerChain.ofDer(atLeaf ? List.of(der, issuer) : List.of(issuer, der));
          ChainQuestion question = ChainQuestion.ofServer(chain, trust, "www.example.com");
          ChainFindings findings = inspector.inspect(question, now);
          var _ = StrictProfile.applyTo(findings);
          var _ = Timestamps.count(chain, Optional.of(staple));
          chain.certificates().forEach(PeerCertificate::facts);
          var _ =
              revocation.inspect(
                  new RevocationQuestion(
                      chain, findings, new Staple.Sent(staple), true, List.of(list), List.of()),
                  now);
          chain.leaf().x509().ifPresent(MutatedEvidenceTest::addresses);
        });
  }

  private static void addresses(X509Certificate certificate) {
    var _ = DistributionPoints.ofLists(certificate);
    var _ = DistributionPoints.ofResponders(certificate);
    var _ = DistributionPoints.ofIssuers(certificate);
  }

  @Test
  void staples() throws CertificateEncodingException {
    PeerChain chain = PeerChain.ofDer(List.of(leaf.getEncoded()));
    mutants(
        OcspDraft.about(leaf, issuing, now).revoked(now, 1).mint(),
        der -> {
          assertThat(OcspAnswer.read(der, leaf, issuing.certificate()).at(now))
              .isNotInstanceOf(RevocationStatus.Good.class);
          var _ = Timestamps.count(chain, Optional.of(der));
        });
  }

  @Test
  void lists() {
    mutants(
        CrlDraft.of(issuing, now).revoking(leaf, now, 1).mint(),
        der ->
            RevocationList.ofDer(der)
                .ifPresent(list -> {
                  assertThat(list.statusOf(leaf, issuing.certificate(), now))
                      .isNotInstanceOf(RevocationStatus.Good.class);
                  var _ = list.nextUpdate();
                  assertThat(list.toString()).isNotEmpty();
                }));
  }

  @Test
  void ownCertificates() throws CertificateEncodingException {
    IdentityInspector inspector = new IdentityInspector(new ChainInspector(), List.of(trust));
    X509Certificate issuer = issuing.certificate();
    mutants(
        leaf.getEncoded(),
        der ->
            PeerChain.ofDer(List.of(der))
                .leaf()
                .x509()
                .ifPresent(mutant -> inspector.inspect(List.of(mutant, issuer), now)));
  }

  private void mutants(byte[] sound, Consumer<byte[]> judge) {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutant = mutated(sound);
      if (Arrays.equals(mutant, sound)) {
        continue;
      }
      try {
        judge.accept(mutant);
      } catch (RuntimeException | StackOverflowError thrown) {
        throw new AssertionError("seed " + SEED + ", round " + round + " threw", thrown);
      }
    }
  }

  private byte[] mutated(byte[] sound) {
    byte[] mutant = sound.clone();
    for (int hits = random.nextInt(3); hits >= 0; hits--) {
      int place = random.nextInt(mutant.length);
      switch (random.nextInt(5)) {
        case 0 -> mutant[place] ^= (byte) (1 << random.nextInt(8));
        case 1 ->
            mutant[place] =
                (byte) List.of(0, 0x7f, 0x80, 0x84, 0xff).get(random.nextInt(5)).intValue();
        case 2 -> lengthen(mutant);
        case 3 -> mutant = spliced(mutant, place, random.nextInt(6) - 3);
        default -> mutant = swapped(mutant, place);
      }
    }
    return mutant;
  }

  /** Changes a byte that stands where a length may: behind a tag. */
  private void lengthen(byte[] mutant) {
    List<Integer> tags = new ArrayList<>();
    for (int index = 0; index < mutant.length - 1; index++) {
      if (mutant[index] == 0x30 || mutant[index] == 0x04 || (mutant[index] & 0xe0) == 0xa0) {
        tags.add(index);
      }
    }
    mutant[tags.get(random.nextInt(tags.size())) + 1] += (byte) (random.nextInt(9) - 4);
  }

  /** Leaves bytes out, or puts some in. */
  private byte[] spliced(byte[] bytes, int place, int more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, place);
    for (int index = 0; index < more; index++) {
      out.write(random.nextInt(256));
    }
    int from = Math.min(bytes.length, place + Math.max(0, -more));
    out.write(bytes, from, bytes.length - from);
    return out.size() == 0 ? bytes : out.toByteArray();
  }

  private byte[] swapped(byte[] bytes, int place) {
    byte[] other = bytes.clone();
    int length = Math.min(1 + random.nextInt(16), bytes.length - place);
    System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), other, place, length);
    return other;
  }
}
