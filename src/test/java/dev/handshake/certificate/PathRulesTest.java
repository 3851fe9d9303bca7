package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.authority;
import static dev.handshake.certificate.Examined.chain;
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
import java.security.KeyPair;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path whose signatures hold and which breaks a rule of RFC 5280 is named by that rule. */
class PathRulesTest {
  private final HeldCertificate root = root("root");

  private static ASN1Encodable onlyBelow(String domain) {
    return new NameConstraints(
        new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))},
        null);
  }

  private void assertRefused(ChainFindings findings, Reason reason) {
    assertThat(findings(findings)).containsExactly(reason);
    assertThat(findings.checks()).containsEntry(Check.TRUST, false);
    assertThat(findings.verifiedDepth()).isEmpty();
    assertThat(findings.notAfter()).isPresent();
  }

  @Test
  void anIssuerThatIsNoCa() {
    HeldCertificate end = HeldCertificate.named("end entity", NOW).issuedBy(root).mint();
    ChainFindings findings = inspect(chain(leaf(end), end), anchors(root));
    assertRefused(findings, Reason.CERTIFICATE_ISSUER_NOT_CA);
    assertThat(detail(findings, Reason.CERTIFICATE_ISSUER_NOT_CA)).startsWith("CN=end entity ");
  }

  @Test
  void anAnchorThatIsNoCa() {
    HeldCertificate end = HeldCertificate.named("end entity", NOW).mint();
    assertRefused(inspect(chain(leaf(end)), anchors(end)), Reason.CERTIFICATE_ISSUER_NOT_CA);
  }

  @Test
  void aChainLongerThanAnAuthorityAllows() {
    HeldCertificate upper = HeldCertificate.named("upper", NOW).authority(0).issuedBy(root).mint();
    HeldCertificate lower = authority("lower", upper);
    assertRefused(
        inspect(chain(leaf(lower), lower, upper), anchors(root)), Reason.CERTIFICATE_PATH_LENGTH);
    assertThat(findings(chain(leaf(upper), upper), anchors(root))).isEmpty();
  }

  @Test
  void theLimitsOfTheAnchorCountToo() {
    HeldCertificate shallow = HeldCertificate.named("shallow", NOW).authority(0).mint();
    HeldCertificate lower = authority("lower", shallow);
    assertRefused(
        inspect(chain(leaf(lower), lower), anchors(shallow)), Reason.CERTIFICATE_PATH_LENGTH);
    HeldCertificate narrow =
        HeldCertificate.named("narrow", NOW)
            .authority()
            .extension(Extension.nameConstraints.getId(), true, onlyBelow("example.net"))
            .mint();
    assertRefused(
        inspect(chain(leaf(narrow)), anchors(narrow)), Reason.CERTIFICATE_NAME_CONSTRAINT);
  }

  @Test
  void aNameThatAnAuthorityMayNotCertify() {
    HeldCertificate narrow =
        HeldCertificate.named("narrow", NOW)
            .authority()
            .issuedBy(root)
            .extension(Extension.nameConstraints.getId(), true, onlyBelow("example.net"))
            .mint();
    ChainFindings findings = inspect(chain(leaf(narrow), narrow), anchors(root));
    assertRefused(findings, Reason.CERTIFICATE_NAME_CONSTRAINT);
    assertThat(detail(findings, Reason.CERTIFICATE_NAME_CONSTRAINT)).startsWith("CN=leaf ");
    HeldCertificate wide =
        HeldCertificate.named("wide", NOW)
            .authority()
            .issuedBy(root)
            .extension(Extension.nameConstraints.getId(), true, onlyBelow("example.com"))
            .mint();
    assertThat(findings(chain(leaf(wide), wide), anchors(root))).isEmpty();
  }

  @Test
  void aCriticalExtensionThatNobodyKnows() {
    HeldCertificate odd = leafOf(root).extension("1.2.3.4.5", true, DERNull.INSTANCE).mint();
    ChainFindings findings = inspect(chain(odd), anchors(root));
    assertRefused(findings, Reason.CERTIFICATE_CRITICAL_EXTENSION);
    assertThat(findings(chain(odd), anchors(odd)))
        .containsExactly(Reason.CERTIFICATE_CRITICAL_EXTENSION);
    HeldCertificate harmless = leafOf(root).extension("1.2.3.4.5", false, DERNull.INSTANCE).mint();
    assertThat(findings(chain(harmless), anchors(root))).isEmpty();
  }

  @Test
  void anAuthorityWhoseKeyMayNotSignCertificates() {
    HeldCertificate mute =
        HeldCertificate.named("mute", NOW)
            .authority()
            .keyUsage(KeyUsage.cRLSign)
            .issuedBy(root)
            .mint();
    ChainFindings findings = inspect(chain(leaf(mute), mute), anchors(root));
    assertRefused(findings, Reason.CERTIFICATE_WRONG_KEY_USAGE);
    assertThat(detail(findings, Reason.CERTIFICATE_WRONG_KEY_USAGE)).contains("CN=mute");
    assertThat(findings.checks()).containsEntry(Check.USAGE, false);
  }

  @Test
  void aBrokenPolicyIsInvalid() {
    ASN1Encodable policyWanted = new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0)));
    HeldCertificate strict =
        HeldCertificate.named("strict", NOW)
            .authority()
            .extension(Extension.policyConstraints.getId(), true, policyWanted)
            .issuedBy(root)
            .mint();
    ChainFindings findings = inspect(chain(leaf(strict), strict), anchors(root));
    assertRefused(findings, Reason.CERTIFICATE_INVALID);
    assertThat(detail(findings, Reason.CERTIFICATE_INVALID)).contains("policy");
  }

  @Test
  void aPolicyThatIsDemandedNeedNotBeInTheAnchor() {
    ASN1Encodable policyWanted = new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0)));
    ASN1Encodable policy =
        new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier("1.2.3.4")));
    HeldCertificate strict =
        HeldCertificate.named("strict", NOW)
            .authority()
            .extension(Extension.policyConstraints.getId(), true, policyWanted)
            .extension(Extension.certificatePolicies.getId(), false, policy)
            .issuedBy(root)
            .mint();
    HeldCertificate within =
        leafOf(strict).extension(Extension.certificatePolicies.getId(), false, policy).mint();
    assertThat(findings(chain(within, strict), anchors(root))).isEmpty();
    assertThat(findings(chain(within, strict), anchors(strict))).isEmpty();
  }

  @Test
  void aWeakChainIsHeldToTheRulesToo() {
    HeldCertificate rsaRoot = HeldCertificate.named("rsa", NOW).authority().rsa(2048).mint();
    HeldCertificate end =
        HeldCertificate.named("end entity", NOW)
            .rsa(2048)
            .issuedBy(rsaRoot)
            .signature("MD5withRSA")
            .mint();
    HeldCertificate leaf = leafOf(end).signature("MD5withRSA").mint();
    assertThat(findings(chain(leaf, end), anchors(rsaRoot)))
        .containsExactly(Reason.CERTIFICATE_ISSUER_NOT_CA, Reason.CERTIFICATE_WEAK_SIGNATURE);
  }

  @Test
  void aSoundPathOverKnownIntermediatesBeatsABrokenOneOverSent() {
    HeldCertificate issuing = authority("issuing", root);
    HeldCertificate broken =
        HeldCertificate.named("issuing", NOW)
            .keys(new KeyPair(issuing.certificate().getPublicKey(), issuing.key()))
            .issuedBy(root)
            .mint();
    PeerChain chain = chain(leaf(issuing), broken);
    assertThat(findings(chain, anchors(root))).containsExactly(Reason.CERTIFICATE_ISSUER_NOT_CA);
    assertThat(findings(chain, knowing(anchors(root), issuing)))
        .containsExactly(Reason.CERTIFICATE_CHAIN_INCOMPLETE);
  }

  @Test
  void aLeafThatMayNotServe() {
    HeldCertificate client = leafOf(root).purposes(KeyPurposeId.id_kp_clientAuth).mint();
    ChainFindings findings = inspect(chain(client), anchors(root));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_WRONG_EKU);
    assertThat(detail(findings, Reason.CERTIFICATE_WRONG_EKU)).contains("CN=leaf");
    assertThat(findings.checks())
        .containsEntry(Check.USAGE, false)
        .containsEntry(Check.TRUST, true);
    assertThat(
            findings(
                chain(
                    leafOf(root)
                        .purposes(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth)
                        .mint()),
                anchors(root)))
        .isEmpty();
  }

  @Test
  void anAuthorityThatMayNotCertifyServers() {
    HeldCertificate clients =
        HeldCertificate.named("clients", NOW)
            .authority()
            .purposes(KeyPurposeId.id_kp_clientAuth)
            .issuedBy(root)
            .mint();
    ChainFindings findings = inspect(chain(leaf(clients), clients), anchors(root));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_WRONG_EKU);
    assertThat(detail(findings, Reason.CERTIFICATE_WRONG_EKU)).contains("CN=clients");
    assertThat(findings(chain(leaf(clients), clients), anchors(clients))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {KeyUsage.keyAgreement, KeyUsage.keyCertSign, KeyUsage.keyEncipherment})
  void aLeafWhoseKeyMayNotSignAHandshake(int usage) {
    assertThat(findings(chain(leafOf(root).keyUsage(usage).mint()), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_WRONG_KEY_USAGE);
  }

  @Test
  void anRsaLeafMayDecryptInstead() {
    HeldCertificate leaf = leafOf(root).rsa(2048).keyUsage(KeyUsage.keyEncipherment).mint();
    assertThat(findings(chain(leaf), anchors(root))).isEmpty();
  }
}
