package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.leaf;
import static dev.handshake.certificate.Examined.leafOf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Rules on extensions that OpenSSL or Chrome make and the JDK does not, and where they end. */
class ExtensionRulesTest {
  private static final String NAME_CONSTRAINTS = Extension.nameConstraints.getId();
  private final HeldCertificate root = root("root");

  private HeldCertificate constrained(ASN1Encodable constraints) {
    return HeldCertificate.named("narrow", NOW)
        .authority()
        .extension(NAME_CONSTRAINTS, true, constraints)
        .issuedBy(root)
        .mint();
  }

  private static NameConstraints only(GeneralName base) {
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(base)}, null);
  }

  private static GeneralName addresses(int... octets) {
    byte[] range = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      range[i] = (byte) octets[i];
    }
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(range));
  }

  @Test
  void nameConstraintsThatNameNothingAreInvalid() {
    HeldCertificate empty = constrained(new DERSequence());
    assertThat(findings(chain(leaf(empty), empty), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_INVALID);
  }

  @Test
  void anAddressRangeWithoutItsMaskIsInvalid() {
    HeldCertificate single = constrained(only(addresses(192, 0, 2, 1)));
    assertThat(findings(chain(leaf(single), single), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_INVALID);
    HeldCertificate range = constrained(only(addresses(192, 0, 2, 0, 255, 255, 255, 0)));
    HeldCertificate within = leafOf(range).ip("192.0.2.7").mint();
    assertThat(findings(chain(within, range), anchors(root))).isEmpty();
    HeldCertificate beyond = leafOf(range).ip("192.0.3.7").mint();
    assertThat(findings(chain(beyond, range), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_NAME_CONSTRAINT);
  }

  @Test
  void aDirectoryNameIsConstrainedByTheSubject() {
    GeneralName organization = new GeneralName(new X500Name("O=Example"));
    HeldCertificate narrow = constrained(only(organization));
    assertThat(
            findings(
                chain(leafOf(narrow).subject(new X500Name("O=Example,CN=crm")).mint(), narrow),
                anchors(root)))
        .isEmpty();
    assertThat(
            findings(
                chain(leafOf(narrow).subject(new X500Name("O=Other,CN=crm")).mint(), narrow),
                anchors(root)))
        .containsExactly(Reason.CERTIFICATE_NAME_CONSTRAINT);
  }

  @Test
  void aConstraintOnMailAddressesDoesNotConcernAServer() {
    HeldCertificate mail =
        constrained(only(new GeneralName(GeneralName.rfc822Name, "example.net")));
    assertThat(findings(chain(leaf(mail), mail), anchors(root))).isEmpty();
  }

  @Test
  void aLeafMayHaveNoNameConstraints() {
    HeldCertificate odd =
        leafOf(root)
            .extension(
                NAME_CONSTRAINTS, true, only(new GeneralName(GeneralName.dNSName, "example.com")))
            .mint();
    assertThat(findings(chain(odd), anchors(root))).containsExactly(Reason.CERTIFICATE_INVALID);
  }

  @Test
  void aMalformedNameIsOutsideWhatAnAuthorityMayCertify() {
    HeldCertificate domain = constrained(only(new GeneralName(GeneralName.dNSName, "example.com")));
    HeldCertificate dotted = leafOf(domain).dns(".example.com").mint();
    assertThat(findings(chain(dotted, domain), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_NAME_CONSTRAINT);
    assertThat(findings(chain(leafOf(root).dns(".example.com").mint()), anchors(root))).isEmpty();
  }

  @Test
  void anAuthorityInformationAccessMustBeOne() {
    ASN1Encodable described =
        new AuthorityInformationAccess(
            AccessDescription.id_ad_caIssuers,
            new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example/root.crt"));
    HeldCertificate fine = leafOf(root).extension("1.3.6.1.5.5.7.1.1", false, described).mint();
    assertThat(findings(chain(fine), anchors(root))).isEmpty();
    for (ASN1Encodable broken : List.of(new DERSequence(), new DEROctetString(new byte[] {7}))) {
      HeldCertificate odd = leafOf(root).extension("1.3.6.1.5.5.7.1.1", false, broken).mint();
      assertThat(findings(chain(odd), anchors(root))).containsExactly(Reason.CERTIFICATE_INVALID);
    }
  }

  @Test
  void aRootWhoseKeyIdentifierPointsElsewhereIsNoRoot() throws Exception {
    byte[] key =
        new JcaX509ExtensionUtils()
            .createSubjectKeyIdentifier(root.certificate().getPublicKey())
            .getKeyIdentifier();
    assertThat(underRootWith(new AuthorityKeyIdentifier(new byte[] {1, 2, 3})))
        .containsExactly(Reason.CERTIFICATE_INVALID);
    assertThat(
            underRootWith(
                new AuthorityKeyIdentifier(
                    new GeneralNames(new GeneralName(new X500Name("CN=another"))), BigInteger.ONE)))
        .containsExactly(Reason.CERTIFICATE_INVALID);
    assertThat(
            underRootWith(
                new AuthorityKeyIdentifier(
                    key,
                    new GeneralNames(new GeneralName(new X500Name("CN=root"))),
                    root.certificate().getSerialNumber().add(BigInteger.ONE))))
        .containsExactly(Reason.CERTIFICATE_INVALID);
    assertThat(
            underRootWith(
                new AuthorityKeyIdentifier(
                    key, new GeneralNames(new GeneralName(new X500Name("CN=root"))), null)))
        .isEmpty();
    assertThat(underRootWith(new AuthorityKeyIdentifier(key))).isEmpty();
    assertThat(underRootWith(new DERSequence())).isEmpty();
  }

  private List<Finding> underRootWith(ASN1Encodable authorityKey) {
    HeldCertificate own =
        HeldCertificate.named("root", NOW)
            .keys(new KeyPair(root.certificate().getPublicKey(), root.key()))
            .authority()
            .extension(Extension.authorityKeyIdentifier.getId(), false, authorityKey)
            .mint();
    return findings(chain(leaf(own)), anchors(own));
  }

  @Test
  void aLeafThatIsHalfAnAuthorityHasTheWrongKeyUsage() {
    HeldCertificate signer =
        leafOf(root).keyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign).mint();
    assertThat(findings(chain(signer), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_WRONG_KEY_USAGE);
    HeldCertificate marked = leafOf(root).authority().keyUsage(KeyUsage.digitalSignature).mint();
    assertThat(findings(chain(marked), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_WRONG_KEY_USAGE);
    HeldCertificate both =
        leafOf(root).authority().keyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign).mint();
    assertThat(findings(chain(both), anchors(root))).isEmpty();
    HeldCertificate own =
        HeldCertificate.named("own", NOW)
            .dns(HOST)
            .authority()
            .keyUsage(KeyUsage.digitalSignature)
            .mint();
    assertThat(findings(chain(own), anchors(own))).isEmpty();
  }

  /** As {@code openssl x509 -req -signkey} makes them: no extensions at all. */
  @Test
  void anAnchorOfVersionOneMayIssue() throws Exception {
    X500Name name = new X500Name("CN=old root");
    X509Certificate old =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v1CertificateBuilder(
                        name,
                        BigInteger.TEN,
                        Date.from(NOW.minus(Duration.ofDays(1))),
                        Date.from(NOW.plus(Duration.ofDays(100))),
                        name,
                        root.certificate().getPublicKey())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.key())));
    HeldCertificate held = new HeldCertificate(old, root.key(), List.of());
    TrustAnchors anchors = TrustAnchors.of("old", Set.of(old), List.of());
    assertThat(findings(chain(leaf(held)), anchors)).isEmpty();
    HeldCertificate issuing = Examined.authority("issuing", held);
    assertThat(findings(chain(leaf(issuing), issuing), anchors)).isEmpty();
    assertThat(findings(chain(leaf(held), held), anchors(root)))
        .contains(Reason.CERTIFICATE_UNTRUSTED);
  }
}
