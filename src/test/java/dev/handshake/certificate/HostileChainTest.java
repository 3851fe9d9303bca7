package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.HOST;
import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.anchors;
import static dev.handshake.certificate.Examined.authority;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.crossSigned;
import static dev.handshake.certificate.Examined.detail;
import static dev.handshake.certificate.Examined.findings;
import static dev.handshake.certificate.Examined.inspect;
import static dev.handshake.certificate.Examined.leaf;
import static dev.handshake.certificate.Examined.leafOf;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Reason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a peer sends ends in a verdict, after little work and without an exception. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileChainTest {
  private final HeldCertificate root = root("root");

  @Test
  void bytesThatAreNoCertificate() {
    PeerChain garbage = PeerChain.ofDer(List.of("garbage".getBytes(StandardCharsets.UTF_8)));
    ChainFindings findings = inspect(garbage, anchors(root));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_INVALID);
    assertThat(findings.checks()).isEmpty();
    assertThat(findings.path()).isEmpty();
    assertThat(findings.notAfter()).isEmpty();
    assertThat(garbage.leaf().facts()).isEmpty();
  }

  @Test
  void anUnreadableIntermediateIsInvalidAndTheRestIsJudged() {
    HeldCertificate leaf = leaf(root);
    PeerChain chain = PeerChain.ofDer(List.of(Examined.der(leaf.certificate()), new byte[] {1}));
    ChainFindings findings = inspect(chain, anchors(root));
    assertThat(findings(findings)).containsExactly(Reason.CERTIFICATE_INVALID);
    assertThat(detail(findings, Reason.CERTIFICATE_INVALID))
        .isEqualTo("Certificate 1 of the chain, 1 bytes, cannot be read as a certificate.");
    assertThat(findings.verifiedDepth()).hasValue(2);
  }

  @Test
  void pemAndTrailingBytesAreNoCertificate() {
    HeldCertificate leaf = leaf(root);
    byte[] der = Examined.der(leaf.certificate());
    assertThat(
            findings(PeerChain.ofDer(List.of(Arrays.copyOf(der, der.length + 1))), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_INVALID);
    byte[] pem = leaf.certificatePem().getBytes(StandardCharsets.US_ASCII);
    assertThat(findings(PeerChain.ofDer(List.of(pem)), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_INVALID);
  }

  @Test
  void everyDamagedCertificateGetsAVerdict() {
    byte[] sound =
        Examined.der(leafOf(root).rsa(2048).dns("a.example").ip("::1").mint().certificate());
    long seed = 20110304;
    Random random = new Random(seed);
    ChainInspector inspector = new ChainInspector();
    TrustAnchors anchors = anchors(root);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = sound.clone();
      for (int hits = random.nextInt(3); hits >= 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      PeerChain chain = PeerChain.ofDer(List.of(damaged));
      assertThatCode(() -> inspector.inspect(ChainQuestion.ofServer(chain, anchors, HOST), NOW))
          .as("seed %s round %s", seed, round)
          .doesNotThrowAnyException();
      assertThatCode(() -> chain.leaf().facts())
          .as("seed %s round %s", seed, round)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void duplicateExtensionsAreInvalid() {
    HeldCertificate leaf = leaf(root);
    byte[] doubled = Tampered.withFirstExtensionTwice(leaf, root);
    assertThat(findings(PeerChain.ofDer(List.of(doubled)), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_INVALID);
  }

  @Test
  void aNegativeSerialNumberIsJudgedLikeAnyOther() {
    byte[] negative = Tampered.withSerial(leaf(root), root, BigInteger.valueOf(-255));
    PeerChain chain = PeerChain.ofDer(List.of(negative));
    assertThat(findings(chain, anchors(root))).isEmpty();
    assertThat(chain.leaf().facts().orElseThrow().serial()).isEqualTo("ff");
  }

  @Test
  void anUnknownKeyTypeIsNamedByItsOid() {
    byte[] unknown = Tampered.withKeyAlgorithm(leaf(root), root, "1.2.3.4.5");
    PeerChain chain = PeerChain.ofDer(List.of(unknown));
    assertThat(findings(chain, anchors(root))).isEmpty();
    assertThat(chain.leaf().facts().orElseThrow().key()).isEqualTo("1.2.3.4.5");
  }

  @Test
  void theLargestRsaKey() throws GeneralSecurityException {
    BigInteger modulus = BigInteger.ONE.shiftLeft(16383).add(BigInteger.valueOf(12345));
    KeyPair large =
        new KeyPair(
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537))),
            root.key());
    HeldCertificate leaf = leafOf(root).keys(large).mint();
    assertThat(findings(chain(leaf), anchors(root))).isEmpty();
    assertThat(chain(leaf).leaf().facts().orElseThrow().key()).isEqualTo("RSA 16384");
  }

  /** Twenty issuers of one name, each with a key of 16,384 bits that would have to be tried. */
  @Test
  void theLargestRsaKeysAsIssuers() throws GeneralSecurityException {
    HeldCertificate signer = HeldCertificate.named("large", NOW).authority().rsa(2048).mint();
    List<HeldCertificate> sent = new ArrayList<>(List.of(leaf(signer)));
    for (int i = 0; i < 20; i++) {
      BigInteger modulus = BigInteger.ONE.shiftLeft(16383).add(BigInteger.valueOf(2 * i + 1));
      KeyPair large =
          new KeyPair(
              KeyFactory.getInstance("RSA")
                  .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537))),
              root.key());
      sent.add(HeldCertificate.named("large", NOW).authority().keys(large).issuedBy(root).mint());
    }
    PeerChain chain = chain(sent.toArray(HeldCertificate[]::new));
    ChainFindings findings = inspect(chain, anchors(root));
    assertThat(findings.verified()).isFalse();
    assertThat(findings.verifiedDepth()).isEmpty();
    SignatureBook signatures = new SignatureBook();
    X509Certificate leaf = sent.removeFirst().certificate();
    assertThat(sent.stream().filter(issuer -> signatures.disowned(leaf, issuer.certificate())))
        .as("keys that were tried")
        .hasSizeBetween(1, 10);
  }

  @Test
  void deepNestingIsMalformed() {
    ASN1Encodable nested = DERNull.INSTANCE;
    for (int depth = 0; depth < 3000; depth++) {
      nested = new DERTaggedObject(true, 3, nested);
    }
    HeldCertificate leaf =
        HeldCertificate.named("leaf", NOW)
            .issuedBy(root)
            .extension("2.5.29.17", false, new DERSequence(nested))
            .mint();
    assertThat(findings(chain(leaf), anchors(root)))
        .containsExactly(Reason.CERTIFICATE_NAME_MISMATCH);
  }

  @Test
  void aHundredCertificatesInCycles() {
    List<HeldCertificate> authorities = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      authorities.add(root("authority"));
    }
    List<HeldCertificate> sent = new ArrayList<>(List.of(leaf(authorities.getFirst())));
    for (HeldCertificate subject : authorities) {
      for (HeldCertificate issuer : authorities) {
        sent.add(crossSigned(subject, issuer));
      }
    }
    PeerChain chain = chain(sent.toArray(HeldCertificate[]::new));
    assertThat(findings(chain, anchors(root))).startsWith(Reason.CERTIFICATE_UNTRUSTED);

    HeldCertificate trusted = authorities.getLast();
    assertThat(inspect(chain, anchors(trusted)).verifiedDepth()).isPresent();
    IssuerGraph graph =
        IssuerGraph.above(
            sent.getFirst().certificate(),
            sent.stream().map(HeldCertificate::certificate).toList(),
            Set.of(trusted.certificate()),
            new SignatureBook());
    assertThat(graph.paths()).as("ways that are gone").hasSizeBetween(1, 100);
  }

  @Test
  void aLineOfAHundredAuthorities() {
    List<HeldCertificate> line = new ArrayList<>(List.of(root));
    for (int i = 0; i < 100; i++) {
      line.addFirst(authority("authority " + i, line.getFirst()));
    }
    line.addFirst(leaf(line.getFirst()));
    PeerChain chain = chain(line.toArray(HeldCertificate[]::new));
    assertThat(inspect(chain, anchors(root)).verifiedDepth()).hasValue(102);
  }

  @Test
  void textOfASubjectIsEscapedAndCut() {
    HeldCertificate hostile =
        HeldCertificate.named("unused", NOW)
            .dns(HOST)
            .subject(
                new X500NameBuilder()
                    .addRDN(BCStyle.CN, "evil\u202egnp\n\"<script>" + "x".repeat(3000))
                    .build())
            .mint();
    assertThat(detail(inspect(chain(hostile), anchors(root)), Reason.CERTIFICATE_SELF_SIGNED))
        .startsWith("CN=evil\\u202egnp\\u000a")
        .hasSizeLessThan(400);
  }

  @Test
  void aSubjectWithoutANameIsShownByItsSerial() {
    HeldCertificate nameless =
        HeldCertificate.named("unused", NOW)
            .issuedBy(root("unknown"))
            .subject(new X500NameBuilder().build())
            .extension(
                "2.5.29.17", true, new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)))
            .mint();
    assertThat(detail(inspect(chain(nameless), anchors(root)), Reason.CERTIFICATE_CHAIN_INCOMPLETE))
        .startsWith("The issuer of the certificate with serial number ");
  }
}
