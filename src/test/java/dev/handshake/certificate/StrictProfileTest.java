package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.authority;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.inspect;
import static dev.handshake.certificate.Examined.leaf;
import static dev.handshake.certificate.Examined.leafOf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** What a probe lets pass and the strict profile does not. */
class StrictProfileTest {
  private final HeldCertificate root = root("root");

  @Test
  void aConformingChainHasNothingToObjectTo() {
    HeldCertificate issuing = authority("issuing", root);
    ChainFindings findings = inspect(chain(leaf(issuing), issuing), anchors(root));
    assertThat(StrictProfile.applyTo(findings)).isEqualTo(findings);
  }

  /** A leaf as quickly made private authorities issue it: a name, and nothing else. */
  @Test
  void aLeafWithoutKeyIdentifierIsFineForAProbeAlone() throws Exception {
    assertObjected(bare(BigInteger.TEN), "has no authority key identifier");
  }

  @Test
  void anUnusualSerialNumberIsFineForAProbeAlone() {
    BigInteger zero = BigInteger.ZERO;
    BigInteger long21 = BigInteger.ONE.shiftLeft(164);
    for (BigInteger serial : List.of(zero, long21)) {
      X509Certificate odd = withSerial(serial);
      assertObjected(odd, "The serial number of CN=bare is not positive or longer than 20 bytes");
    }
  }

  @Test
  void aCriticalNameBesideASubjectIsFineForAProbeAlone() {
    HeldCertificate critical =
        HeldCertificate.named("leaf", NOW)
            .issuedBy(root)
            .extension(
                Extension.subjectAlternativeName.getId(),
                true,
                new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)))
            .mint();
    assertObjected(critical.certificate(), "marked critical beside a subject");
  }

  @Test
  void anEndedRootIsARemarkForAProbeAlone() {
    HeldCertificate ended =
        HeldCertificate.named("ended", NOW)
            .authority()
            .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)))
            .mint();
    ChainFindings findings = inspect(chain(leaf(ended)), anchors(ended));
    assertThat(findings(findings)).containsExactly(Remark.ANCHOR_EXPIRED);
    assertThat(findings(StrictProfile.applyTo(findings)))
        .containsExactly(Reason.CERTIFICATE_EXPIRED, Remark.ANCHOR_EXPIRED);
  }

  @Test
  void whereThereIsNoPathThereIsNothingToAdd() {
    ChainFindings findings = inspect(chain(leafOf(root).mint()), anchors(root("other")));
    assertThat(StrictProfile.applyTo(findings)).isEqualTo(findings);
  }

  private void assertObjected(X509Certificate certificate, String objection) {
    TrustAnchors anchors = TrustAnchors.of("test", Set.of(root.certificate()), List.of());
    ChainFindings findings = inspect(chain(certificate), anchors);
    assertThat(findings(findings)).isEmpty();
    ChainFindings strict = StrictProfile.applyTo(findings);
    assertThat(findings(strict)).containsExactly(Reason.CERTIFICATE_INVALID);
    assertThat(Examined.detail(strict, Reason.CERTIFICATE_INVALID)).contains(objection);
    assertThat(strict.path()).isEqualTo(findings.path());
  }

  private X509Certificate withSerial(BigInteger serial) {
    try {
      return sign(
          builder(serial)
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils()
                      .createAuthorityKeyIdentifier(root.certificate().getPublicKey())));
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private X509Certificate bare(BigInteger serial) throws Exception {
    return sign(builder(serial));
  }

  private X509v3CertificateBuilder builder(BigInteger serial) throws Exception {
    return new JcaX509v3CertificateBuilder(
            root.certificate(),
            serial,
            Date.from(NOW.minus(Duration.ofDays(1))),
            Date.from(NOW.plus(Duration.ofDays(100))),
            new X500Principal("CN=bare"),
            leaf(root).certificate().getPublicKey())
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)));
  }

  private X509Certificate sign(X509v3CertificateBuilder builder) throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.key())));
  }
}
