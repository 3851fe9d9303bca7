package dev.handshake.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.credential.IdentitySettings.KeyStoreFile;
import dev.handshake.credential.IdentitySettings.PemFiles;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form a client identity comes in, and every way in which it can be broken. */
class IdentityFilesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String PASSWORD = new BigInteger(80, new SecureRandom()).toString(36);
  private static final HeldCertificate ROOT = HeldCertificate.named("root", NOW).authority().mint();
  private static final HeldCertificate ISSUER =
      HeldCertificate.named("issuer", NOW).authority().issuedBy(ROOT).mint();

  enum Kind {
    RSA,
    EC,
    ED25519;

    HeldCertificate mint() {
      HeldCertificate.Builder builder = HeldCertificate.named("client", NOW).issuedBy(ISSUER);
      return switch (this) {
        case RSA -> builder.rsa(2048).mint();
        case EC -> builder.ec("secp384r1").mint();
        case ED25519 -> builder.ed25519().mint();
      };
    }
  }

  @TempDir Path directory;
  private Path certificateFile = Path.of("unset");
  private Path keyFile = Path.of("unset");
  private Path passwordFile = Path.of("unset");

  @BeforeEach
  void nameTheFiles() throws IOException {
    certificateFile = directory.resolve("client.pem");
    keyFile = directory.resolve("client.key");
    passwordFile = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
  }

  @ParameterizedTest
  @EnumSource
  void loadsAPlainPkcs8Key(Kind kind) throws Exception {
    HeldCertificate held = kind.mint();
    writeChain(held);
    writePem(keyFile, new JcaPKCS8Generator(held.key(), null));
    assertLoads(held, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void loadsAnEncryptedPkcs8Key(Kind kind) throws Exception {
    HeldCertificate held = kind.mint();
    writeChain(held);
    writeEncryptedPkcs8(held.key());
    assertLoads(held, Optional.of(passwordFile));
  }

  @Test
  void loadsAKeyEncryptedUnderScrypt() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    writeChain(held);
    var encryptor =
        new JcePKCSPBEOutputEncryptorBuilder(
                new ScryptConfig.Builder(1024, 8, 1).withSaltLength(16).build(),
                NISTObjectIdentifiers.id_aes256_CBC)
            .setProvider(new BouncyCastleProvider())
            .build(PASSWORD.toCharArray());
    writePem(keyFile, new JcaPKCS8Generator(held.key(), encryptor));
    assertLoads(held, Optional.of(passwordFile));
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA", "EC"})
  void loadsATraditionalKey(Kind kind) throws Exception {
    HeldCertificate held = kind.mint();
    writeChain(held);
    writePem(keyFile, new JcaMiscPEMGenerator(selfContained(held.key())));
    assertThat(keyFile).content().contains("BEGIN " + kind + " PRIVATE KEY");
    assertLoads(held, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES-256-CBC", "AES-128-CBC", "DES-EDE3-CBC"})
  void loadsAnEncryptedTraditionalKey(String cipher) throws Exception {
    for (Kind kind : new Kind[] {Kind.RSA, Kind.EC}) {
      HeldCertificate held = kind.mint();
      writeChain(held);
      writePem(keyFile, encryptedTraditional(held.key(), cipher));
      assertThat(keyFile).content().contains("DEK-Info: " + cipher);
      assertLoads(held, Optional.of(passwordFile));
    }
  }

  @Test
  void loadsAKeyThatFollowsItsCertificateInOneFile() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    Files.writeString(certificateFile, "subject=client\n" + held.chainPem() + held.keyPem());
    keyFile = certificateFile;
    assertLoads(held, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void loadsAPkcs12KeyStore(Kind kind) throws Exception {
    HeldCertificate held = kind.mint();
    Path store = writeKeyStore(held, PASSWORD);
    Identity identity =
        IdentityFiles.load(new KeyStoreFile("data", store, Optional.of(passwordFile)));
    assertUsable(identity, held);
  }

  @Test
  void loadsFilesThatBeginWithAByteOrderMark() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    Files.writeString(certificateFile, "\uFEFF" + held.chainPem());
    Files.writeString(keyFile, "\uFEFF" + held.keyPem());
    assertLoads(held, Optional.empty());
  }

  @Test
  void loadsAPkcs12KeyStoreWithoutAPassword() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    Path store = writeKeyStore(held, "");
    assertUsable(IdentityFiles.load(new KeyStoreFile("data", store, Optional.empty())), held);
  }

  @Test
  void aWrongPasswordForAPkcs12KeyStoreIsNamed() throws Exception {
    Path store = writeKeyStore(Kind.EC.mint(), PASSWORD + "x");
    assertThat(why(new KeyStoreFile("data", store, Optional.of(passwordFile))))
        .isEqualTo(store + " cannot be opened: wrong password");
  }

  @Test
  void aHalfWrittenPkcs12KeyStoreIsNamed() throws Exception {
    Path store = writeKeyStore(Kind.EC.mint(), PASSWORD);
    byte[] whole = Files.readAllBytes(store);
    Files.write(store, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(why(new KeyStoreFile("data", store, Optional.of(passwordFile))))
        .isEqualTo(store + " is not a PKCS#12 key store, or is cut off");
  }

  @Test
  void aPkcs12KeyStoreOfCertificatesAloneIsNamed() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", ROOT.certificate());
    Path file = directory.resolve("client.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    assertThat(why(new KeyStoreFile("data", file, Optional.of(passwordFile))))
        .isEqualTo(file + " holds no key with a certificate");
  }

  @Test
  void aWrongPasswordForAKeyIsNamed() throws Exception {
    HeldCertificate held = Kind.RSA.mint();
    writeChain(held);
    Files.writeString(passwordFile, PASSWORD + "x");
    String expected = keyFile + " cannot be decrypted: wrong password, or a damaged file";
    writePem(keyFile, encryptedTraditional(held.key(), "AES-256-CBC"));
    assertThat(whyPem(Optional.of(passwordFile))).isEqualTo(expected);
    writeEncryptedPkcs8(held.key());
    assertThat(whyPem(Optional.of(passwordFile))).isEqualTo(expected);
  }

  @Test
  void anEncryptedKeyWithoutAPasswordIsNamed() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    writeChain(held);
    writeEncryptedPkcs8(held.key());
    assertThat(whyPem(Optional.empty()))
        .isEqualTo(keyFile + " is encrypted, and key_password_file is not set");
  }

  @Test
  void aMissingPasswordFileIsNamed() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    writeChain(held);
    writeEncryptedPkcs8(held.key());
    Path nowhere = directory.resolve("nowhere");
    assertThat(whyPem(Optional.of(nowhere))).isEqualTo(nowhere + " does not exist");
  }

  @Test
  void missingFilesAreNamed() throws Exception {
    assertThat(whyPem(Optional.empty())).isEqualTo(certificateFile + " does not exist");
    writeChain(Kind.EC.mint());
    assertThat(whyPem(Optional.empty())).isEqualTo(keyFile + " does not exist");
  }

  @Test
  void aDirectoryIsNoFile() throws Exception {
    Files.createDirectory(certificateFile);
    assertThat(whyPem(Optional.empty())).isEqualTo(certificateFile + " is a directory");
  }

  @Test
  void anEmptyFileIsNamed() throws Exception {
    Files.createFile(certificateFile);
    assertThat(whyPem(Optional.empty())).isEqualTo(certificateFile + " is empty");
  }

  @Test
  void aFileOfSomethingElseIsNamed() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    Files.writeString(certificateFile, "<html>not a certificate</html>");
    assertThat(whyPem(Optional.empty())).isEqualTo(certificateFile + " is neither PEM nor DER");
    writeChain(held);
    Files.writeString(keyFile, "hello");
    assertThat(whyPem(Optional.empty())).isEqualTo(keyFile + " is not PEM");
    Files.writeString(keyFile, held.certificatePem());
    assertThat(whyPem(Optional.empty()))
        .isEqualTo(keyFile + " holds a certificate where a private key is expected");
    Files.writeString(certificateFile, held.keyPem());
    assertThat(whyPem(Optional.empty()))
        .isEqualTo(certificateFile + " holds a private key where a certificate is expected");
  }

  @Test
  void aHalfWrittenFileIsNamedWhereverItIsCut() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    String certificate = held.certificatePem();
    String key = held.keyPem();
    Files.writeString(keyFile, key);
    for (int cut = 1; cut < certificate.stripTrailing().length(); cut++) {
      Files.writeString(certificateFile, certificate.substring(0, cut));
      assertThat(whyPem(Optional.empty())).startsWith(certificateFile + " ");
    }
    Files.writeString(certificateFile, certificate);
    for (int cut = 1; cut < key.stripTrailing().length(); cut++) {
      Files.writeString(keyFile, key.substring(0, cut));
      assertThat(whyPem(Optional.empty())).startsWith(keyFile + " ");
    }
  }

  @Test
  void aHalfWrittenChainIsNamed() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    String chain = held.chainPem();
    Files.writeString(certificateFile, chain.substring(0, chain.length() - 40));
    Files.writeString(keyFile, held.keyPem());
    assertThat(whyPem(Optional.empty()))
        .isEqualTo(certificateFile + " is cut off or damaged: a PEM block has no proper end");
  }

  @ParameterizedTest
  @EnumSource
  void aKeyOfAnotherCertificateIsNamed(Kind kind) throws Exception {
    writeChain(kind.mint());
    for (Kind other : Kind.values()) {
      Files.writeString(keyFile, other.mint().keyPem());
      assertThat(whyPem(Optional.empty()))
          .isEqualTo(keyFile + " does not match the certificate in " + certificateFile);
    }
  }

  @Test
  void aChainThatDoesNotBeginWithTheLeafIsNamed() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    Files.writeString(certificateFile, ISSUER.certificatePem() + held.certificatePem());
    Files.writeString(keyFile, held.keyPem());
    assertThat(whyPem(Optional.empty()))
        .isEqualTo(
            certificateFile
                + " is in the wrong order: the key belongs to certificate 2, which must come first");
  }

  @Test
  void neitherKeyNorPasswordIsEverPrinted() throws Exception {
    HeldCertificate held = Kind.EC.mint();
    writeChain(held);
    Files.writeString(keyFile, held.keyPem());
    assertThat(load(Optional.empty()).toString()).isEqualTo("Usable[data, CN=client]");
    Files.writeString(passwordFile, PASSWORD);
    writeEncryptedPkcs8(held.key());
    Files.writeString(passwordFile, "not the " + PASSWORD);
    assertThat(load(Optional.of(passwordFile)).toString()).doesNotContain(PASSWORD);
  }

  private void assertLoads(HeldCertificate held, Optional<Path> password) {
    assertUsable(load(password), held);
  }

  private static void assertUsable(Identity identity, HeldCertificate held) {
    assertThat(identity)
        .isInstanceOfSatisfying(
            Identity.Usable.class,
            usable -> {
              assertThat(usable.name()).isEqualTo("data");
              assertThat(usable.chain()).isEqualTo(held.chain());
              assertThat(usable.key().getEncoded()).isNotEmpty();
              assertThat(KeyMatch.of(usable.key(), held.certificate())).isTrue();
              assertThat(usable.key().getClass().getName()).startsWith("sun.security.");
            });
  }

  private Identity load(Optional<Path> password) {
    return IdentityFiles.load(new PemFiles("data", certificateFile, keyFile, password));
  }

  private String whyPem(Optional<Path> password) {
    return why(new PemFiles("data", certificateFile, keyFile, password));
  }

  private static String why(IdentitySettings settings) {
    return switch (IdentityFiles.load(settings)) {
      case Identity.Unusable unusable -> unusable.why();
      case Identity.Usable usable -> throw new AssertionError("loaded " + usable);
    };
  }

  private void writeChain(HeldCertificate held) throws IOException {
    Files.writeString(certificateFile, held.chainPem());
  }

  private void writeEncryptedPkcs8(PrivateKey key) throws Exception {
    var encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setPassword(PASSWORD.toCharArray())
            .setIterationCount(1000)
            .build();
    writePem(keyFile, new JcaPKCS8Generator(key, encryptor));
    assertThat(keyFile).content().contains("BEGIN ENCRYPTED PRIVATE KEY");
  }

  private static JcaMiscPEMGenerator encryptedTraditional(PrivateKey key, String cipher)
      throws IOException {
    return new JcaMiscPEMGenerator(
        selfContained(key),
        new JcePEMEncryptorBuilder(cipher)
            .setProvider(new BouncyCastleProvider())
            .build(PASSWORD.toCharArray()));
  }

  /** With the curve inside the EC key too, where OpenSSL writes it in the traditional form. */
  private static PrivateKeyInfo selfContained(PrivateKey key) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
    return key instanceof ECPrivateKey ec
        ? new PrivateKeyInfo(
            info.getPrivateKeyAlgorithm(),
            new org.bouncycastle.asn1.sec.ECPrivateKey(
                ec.getParams().getOrder().bitLength(),
                ec.getS(),
                info.getPrivateKeyAlgorithm().getParameters()))
        : info;
  }

  private static void writePem(Path file, org.bouncycastle.util.io.pem.PemObjectGenerator generator)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(generator);
    }
    Files.writeString(file, text.toString());
  }

  private Path writeKeyStore(HeldCertificate held, String password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client", held.key(), password.toCharArray(), held.chain().toArray(Certificate[]::new));
    Path file = directory.resolve("client.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    return file;
  }
}
