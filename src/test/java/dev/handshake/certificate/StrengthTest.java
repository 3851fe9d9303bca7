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
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weakness is a finding of its own: it neither costs a chain its trust nor is forgiven. */
class StrengthTest {
  private final HeldCertificate rsaRoot =
      HeldCertificate.named("rsa root", NOW).authority().rsa(2048).mint();

  @ParameterizedTest
  @ValueSource(strings = {"SHA1withRSA", "MD5withRSA"})
  void aWeakHashIsAFindingUnderATrustedRoot(String algorithm) {
    ChainFindings findings =
        inspect(chain(leafOf(rsaRoot).signature(algorithm).mint()), anchors(rsaRoot));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_WEAK_SIGNATURE);
    assertThat(detail(findings, Reason.CERTIFICATE_WEAK_SIGNATURE))
        .contains("CN=leaf")
        .contains(algorithm);
    assertThat(findings.checks())
        .containsEntry(Check.TRUST, true)
        .containsEntry(Check.STRENGTH, false);
  }

  @Test
  void aWeakHashOfAnIntermediateCountsAndAnAnchorsOwnDoesNot() {
    HeldCertificate oldRoot =
        HeldCertificate.named("old root", NOW)
            .authority()
            .rsa(2048)
            .signature("SHA1withRSA")
            .mint();
    HeldCertificate fine =
        HeldCertificate.named("fine", NOW).authority().rsa(2048).issuedBy(oldRoot).mint();
    HeldCertificate weak =
        HeldCertificate.named("weak", NOW)
            .authority()
            .issuedBy(oldRoot)
            .signature("SHA1withRSA")
            .mint();
    assertThat(findings(chain(leafOf(fine).mint(), fine), anchors(oldRoot))).isEmpty();
    ChainFindings findings = inspect(chain(leafOf(weak).mint(), weak), anchors(oldRoot));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_WEAK_SIGNATURE);
    assertThat(detail(findings, Reason.CERTIFICATE_WEAK_SIGNATURE)).contains("CN=weak");
    assertThat(findings(chain(leafOf(weak).mint(), weak), anchors(weak))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2040})
  void aShortRsaKeyIsWeak(int bits) {
    ChainFindings findings = inspect(chain(leafOf(rsaRoot).rsa(bits).mint()), anchors(rsaRoot));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_WEAK_KEY);
    assertThat(detail(findings, Reason.CERTIFICATE_WEAK_KEY))
        .isEqualTo("CN=leaf has a weak key: RSA " + bits + ".");
    assertThat(findings.verifiedDepth()).hasValue(2);
  }

  @Test
  void aShortKeyOfAnAuthorityIsWeakEvenIfItIsTheAnchor() {
    HeldCertificate weakRoot = HeldCertificate.named("weak root", NOW).authority().rsa(1024).mint();
    assertThat(findings(chain(leafOf(weakRoot).mint()), anchors(weakRoot)))
        .containsExactly(Reason.CERTIFICATE_WEAK_KEY);
  }

  @Test
  void aShortCurveIsWeak() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec("secp224r1"));
    KeyPair keys = generator.generateKeyPair();
    ChainFindings findings = inspect(chain(leafOf(rsaRoot).keys(keys).mint()), anchors(rsaRoot));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_WEAK_KEY);
    assertThat(detail(findings, Reason.CERTIFICATE_WEAK_KEY)).endsWith("EC P-224.");
  }

  @Test
  void probabilisticSignaturesAreJudgedByTheirHash() {
    HeldCertificate leaf = leafOf(rsaRoot).mint();
    byte[] sha256 = Tampered.signedWith("SHA256withRSAandMGF1", leaf, rsaRoot);
    byte[] sha1 = Tampered.signedWith("SHA1withRSAandMGF1", leaf, rsaRoot);
    assertThat(findings(PeerChain.ofDer(List.of(sha256)), anchors(rsaRoot))).isEmpty();
    assertThat(findings(PeerChain.ofDer(List.of(sha1)), anchors(rsaRoot)))
        .containsExactly(Reason.CERTIFICATE_WEAK_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void ordinaryCurvesAreStrong(String curve) {
    HeldCertificate root = HeldCertificate.named("ec root", NOW).authority().ec(curve).mint();
    assertThat(findings(chain(leafOf(root).ec(curve).mint()), anchors(root))).isEmpty();
  }

  @Test
  void edwardsCurvesAreStrong() {
    HeldCertificate root = HeldCertificate.named("ed root", NOW).authority().ed25519().mint();
    assertThat(findings(chain(leafOf(root).ed25519().mint()), anchors(root))).isEmpty();
  }

  @Test
  void aSelfSignedLeafsOwnSignatureIsNotJudged() {
    HeldCertificate alone =
        HeldCertificate.named("alone", NOW).dns(HOST).rsa(2048).signature("SHA1withRSA").mint();
    assertThat(findings(chain(alone), anchors(root("root"))))
        .containsExactly(Reason.CERTIFICATE_SELF_SIGNED);
  }

  @Test
  void aDsaKeyIsWeakOfAnySize() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
    generator.initialize(2048);
    HeldCertificate dsa = leafOf(root("root")).keys(generator.generateKeyPair()).mint();
    assertThat(findings(inspect(chain(dsa), anchors(root("other")))))
        .contains(Reason.CERTIFICATE_WEAK_KEY);
  }
}
