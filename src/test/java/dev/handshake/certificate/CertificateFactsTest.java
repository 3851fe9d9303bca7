package dev.handshake.certificate;

import static dev.handshake.certificate.Examined.NOW;
import static dev.handshake.certificate.Examined.chain;
import static dev.handshake.certificate.Examined.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract's spelling of what a certificate says. */
class CertificateFactsTest {
  private static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";

  private final HeldCertificate root = root("root");

  private static CertificateFacts facts(HeldCertificate held) {
    return chain(held).leaf().facts().orElseThrow();
  }

  private static HeldCertificate.Builder leaf() {
    return HeldCertificate.named("leaf", NOW);
  }

  private static KeyPair keys(String algorithm, String curve) throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(algorithm, new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  @Test
  void allFieldsOfAnOrdinaryCertificate() throws GeneralSecurityException {
    Instant end = Instant.parse("2061-07-08T09:10:11Z");
    HeldCertificate held =
        leaf()
            .subject(new X500Name("C=DE,O=Example\\, Inc.,CN=crm.example.com"))
            .valid(NOW, end)
            .dns("crm.example.com", "*.example.org")
            .ip("192.0.2.7", "2001:db8::7")
            .issuedBy(root)
            .mint();
    CertificateFacts facts = facts(held);
    // RFC 4514 begins with the relative name that is encoded last.
    assertThat(facts.subject()).isEqualTo("CN=crm.example.com,O=Example\\, Inc.,C=DE");
    assertThat(facts.issuer()).isEqualTo("CN=root");
    assertThat(facts.notBefore()).isEqualTo(NOW);
    assertThat(facts.notAfter()).isEqualTo(end);
    assertThat(facts.key()).isEqualTo("EC P-256");
    assertThat(facts.signatureAlgorithm()).isEqualTo("SHA256withECDSA");
    assertThat(facts.dnsNames()).containsExactly("crm.example.com", "*.example.org");
    assertThat(facts.ipAddresses()).containsExactly("192.0.2.7", "2001:db8::7");
    assertThat(facts.transparencyTimestamps()).isZero();
    assertThat(facts.fingerprintSha256())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256").digest(Examined.der(held.certificate()))))
        .isEqualTo(chain(held).leaf().fingerprint());
    assertThat(new BigInteger(facts.serial(), 16)).isEqualTo(held.certificate().getSerialNumber());
  }

  @ParameterizedTest
  @CsvSource({"1, 01", "15, 0f", "16, 10", "255, ff", "256, 0100", "0, 00", "-1, 01"})
  void serialsHaveAnEvenNumberOfDigits(long serial, String shown) {
    byte[] der = Tampered.withSerial(leaf().mint(), root, BigInteger.valueOf(serial));
    assertThat(PeerChain.ofDer(List.of(der)).leaf().facts().orElseThrow().serial())
        .isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"secp256r1, EC P-256", "secp384r1, EC P-384", "secp521r1, EC P-521"})
  void curvesAreNamedAsNistNamesThem(String curve, String shown) {
    assertThat(facts(leaf().ec(curve).mint()).key()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "secp224r1, EC P-224",
    "secp256k1, EC secp256k1",
    "brainpoolP256r1, EC brainpoolP256r1"
  })
  void otherCurvesAreNamedToo(String curve, String shown) throws GeneralSecurityException {
    HeldCertificate held = leaf().keys(keys("EC", curve)).issuedBy(root).mint();
    assertThat(facts(held).key()).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 3072})
  void rsaKeysAreNamedByTheirSize(int bits) {
    CertificateFacts facts = facts(leaf().rsa(bits).mint());
    assertThat(facts.key()).isEqualTo("RSA " + bits);
    assertThat(facts.signatureAlgorithm()).isEqualTo("SHA256withRSA");
  }

  @Test
  void edwardsAndOtherKeys() throws GeneralSecurityException {
    CertificateFacts facts = facts(leaf().ed25519().mint());
    assertThat(facts.key()).isEqualTo("Ed25519");
    assertThat(facts.signatureAlgorithm()).isEqualTo("Ed25519");
    KeyPair ed448 = KeyPairGenerator.getInstance("Ed448").generateKeyPair();
    assertThat(facts(leaf().keys(ed448).issuedBy(root).mint()).key()).isEqualTo("Ed448");
    KeyPair mlDsa = KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
    assertThat(facts(leaf().keys(mlDsa).issuedBy(root).mint()).key()).isEqualTo("ML-DSA-65");
    KeyPairGenerator dsa = KeyPairGenerator.getInstance("DSA");
    dsa.initialize(2048);
    assertThat(facts(leaf().keys(dsa.generateKeyPair()).issuedBy(root).mint()).key())
        .isEqualTo("DSA 2048");
  }

  @Test
  void aThousandNamesAreAllThere() {
    String[] names =
        IntStream.range(0, 1000).mapToObj(i -> "h" + i + ".example").toArray(String[]::new);
    assertThat(facts(leaf().dns(names).mint()).dnsNames()).containsExactly(names);
  }

  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "10.0.255.1, 10.0.255.1",
  })
  void addressesAreShownInTheirShortestForm(String given, String shown) {
    assertThat(facts(leaf().ip(given).mint()).ipAddresses()).containsExactly(shown);
  }

  @Test
  void embeddedTimestampsAreCounted() {
    byte[] two = {0, 9, 0, 3, 1, 2, 3, 0, 2, 4, 5};
    assertThat(withTimestamps(two).transparencyTimestamps()).isEqualTo(2);
    byte[] none = {0, 0};
    assertThat(withTimestamps(none).transparencyTimestamps()).isZero();
  }

  @Test
  void malformedTimestampsAreNone() {
    byte[] wrongTotal = {0, 8, 0, 3, 1, 2, 3, 0, 2, 4, 5};
    byte[] beyondTheEnd = {0, 4, 0, 9, 1, 2};
    assertThat(withTimestamps(wrongTotal).transparencyTimestamps()).isZero();
    assertThat(withTimestamps(beyondTheEnd).transparencyTimestamps()).isZero();
    assertThat(withTimestamps(new byte[0]).transparencyTimestamps()).isZero();
  }

  private static CertificateFacts withTimestamps(byte[] list) {
    return facts(leaf().extension(TIMESTAMPS, false, new DEROctetString(list)).mint());
  }

  @Test
  void namesAreGivenAsTheyAre() {
    assertThat(facts(leaf().dns("a\n<b>.example").mint()).dnsNames())
        .containsExactly("a\n<b>.example");
  }
}
