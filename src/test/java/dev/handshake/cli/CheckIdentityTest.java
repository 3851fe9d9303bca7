package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.OwnFile;
import dev.handshake.agent.EncryptedKey;
import dev.handshake.lab.HeldCertificate;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckIdentityTest {
  private final Instant now = Instant.now();
  private final HeldCertificate root = authority("Root").mint();
  private final HeldCertificate issuing = authority("Issuing CA").issuedBy(root).mint();
  private final HeldCertificate good = client().issuedBy(issuing).mint();

  @TempDir private Path directory;

  @Test
  void aGoodIdentityIsFine() throws Exception {
    Session session = check(good, "--trust.file=" + file("roots.pem", root.certificatePem()));

    assertThat(session.status()).as(session.out()).isZero();
    assertThat(session.lines())
        .satisfiesExactly(
            note ->
                assertThat(note)
                    .isEqualTo("note: accepted by a server that trusts exactly roots.pem."),
            last ->
                assertThat(last)
                    .contains("client.pem: nothing is wrong; CN=client, issued by CN=Issuing CA")
                    .contains(good.certificate().getNotAfter().toInstant().toString()));
  }

  @Test
  void aKeyThatOthersMayReadIsRemarkableAndFine() throws Exception {
    Path certificate = file("client.pem", good.chainPem());
    Path key = file("client.key", good.keyPem());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Session session = check(certificate, key);

    assertThat(session.status()).as(session.out()).isZero();
    assertThat(session.lines())
        .contains(
            "note: "
                + key
                + ": every user of this machine may read this file (0600 or 0640 keeps them from"
                + " it).");
  }

  @Test
  void whatOneServerDoesNotTrustIsWrongForThatServerAlone() throws Exception {
    HeldCertificate other = authority("Other Root").mint();
    Session session = check(good, "--trust.file=" + file("other.pem", other.certificatePem()));

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines().getFirst())
        .startsWith("Refused by a server that trusts exactly other.pem: ");
    assertThat(check(good).status()).isZero();
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() throws Exception {
    HeldCertificate bad =
        HeldCertificate.named("client", now)
            .rsa(1024)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .keyUsage(KeyUsage.keyEncipherment)
            .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)))
            .issuedBy(root)
            .mint();
    Session session =
        check(file("client.pem", bad.certificatePem()), file("client.key", "nothing"));

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out())
        .contains("client.key is not PEM.\n")
        .contains("CN=client expired on ")
        .contains("does not include client authentication")
        .contains("does not allow it to sign")
        .contains("weak key: RSA 1024")
        .contains("client.pem: 5 things are wrong");
  }

  @Test
  void anEncryptedKeySaysHowToGiveItsPassword() throws Exception {
    Path certificate = file("client.pem", good.chainPem());
    Path key = file("client.key", EncryptedKey.pem(good, "correct horse"));
    Session without = check(certificate, key);
    Session with =
        check(certificate, key, "--key.password-file=" + file("password", "correct horse\n"));
    Session wrong = check(certificate, key, "--key.password-file=" + file("wrong", "battery\n"));

    assertThat(without.status()).isEqualTo(1);
    assertThat(without.lines().getFirst())
        .isEqualTo(key + " is encrypted, and --key.password-file=F is not given.");
    assertThat(with.status()).as(with.out()).isZero();
    assertThat(wrong.lines().getFirst()).contains("cannot be decrypted: wrong password");
    assertThat(without.out() + with.out() + wrong.out())
        .doesNotContain("correct horse", "battery", "PRIVATE KEY");
  }

  @Test
  void aKeyOfAnotherCertificateDoesNotMatch() throws Exception {
    HeldCertificate other = client().issuedBy(issuing).mint();
    Session session =
        check(file("client.pem", good.chainPem()), file("client.key", other.keyPem()));

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines().getFirst()).contains("client.key does not match the certificate in");
  }

  @Test
  void exchangedFilesAreRecognized() throws Exception {
    Session session = check(file("client.pem", good.keyPem()), file("client.key", good.chainPem()));

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines())
        .anySatisfy(line ->
            assertThat(line)
                .endsWith("client.pem holds a private key where a certificate is expected."))
        .anySatisfy(line ->
            assertThat(line)
                .endsWith("client.key holds a certificate where a private key is expected."));
  }

  @Test
  void absentFilesAreEachNamed() {
    Session session = check(directory.resolve("no.pem"), directory.resolve("no.key"));

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.out()).contains("no.pem does not exist.").contains("no.key does not exist.");
  }

  @Test
  void aMissingIntermediateIsNamed() throws Exception {
    Path alone = file("client.pem", good.certificatePem());
    Path key = file("client.key", good.keyPem());
    Path chain = file("chain.pem", issuing.certificatePem());
    String trust = "--trust.file=" + file("roots.pem", root.certificatePem());

    assertThat(check(alone, key, trust).status()).isEqualTo(1);
    assertThat(check(alone, key, trust).lines().getFirst())
        .contains("roots.pem")
        .contains("CN=Issuing CA");
    assertThat(check(alone, key).lines().getFirst()).startsWith("note: ").contains("CN=Issuing CA");
    assertThat(check(alone, key, trust, "--chain.file=" + chain).status()).isZero();
  }

  @Test
  void aMisorderedChainIsWrong() throws Exception {
    HeldCertificate lower = authority("Lower CA").issuedBy(issuing).mint();
    HeldCertificate leaf = client().issuedBy(lower).mint();
    String text = leaf.certificatePem() + issuing.certificatePem() + lower.certificatePem();
    Session session = check(file("client.pem", text), file("client.key", leaf.keyPem()));

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines().getFirst()).contains("before what it certifies");
  }

  @Test
  void aSecondLeafIsWrong() throws Exception {
    String text = good.chainPem() + client().issuedBy(issuing).mint().certificatePem();
    Session session = check(file("client.pem", text), file("client.key", good.keyPem()));

    assertThat(session.status()).isEqualTo(1);
    assertThat(session.lines().getFirst()).contains("have no part in the chain");
  }

  @Test
  void nearExpiryAndFutureBeginAreWrong() throws Exception {
    HeldCertificate ending =
        client()
            .valid(now.minus(Duration.ofDays(9)), now.plus(Duration.ofDays(20)))
            .issuedBy(root)
            .mint();
    HeldCertificate early =
        client()
            .valid(now.plus(Duration.ofDays(2)), now.plus(Duration.ofDays(90)))
            .issuedBy(root)
            .mint();

    assertThat(check(ending).status()).isEqualTo(1);
    assertThat(check(ending).lines().getFirst()).contains("CN=client expires on ", " 19 days");
    assertThat(check(early).status()).isEqualTo(1);
    assertThat(check(early).lines().getFirst()).contains("CN=client is valid from ");
  }

  @Test
  void aKeyStoreIsReadWithItsPassword() throws Exception {
    Path store = directory.resolve("client.p12");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "client", good.key(), "secret".toCharArray(), good.chain().toArray(Certificate[]::new));
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store(out, "secret".toCharArray());
    }
    Session with =
        Session.of(
            "check",
            "identity",
            "--keystore.file=" + store,
            "--keystore.password-file=" + file("password", "secret\n"));
    Session without = Session.of("check", "identity", "--keystore.file=" + store);

    assertThat(with.status()).as(with.out()).isZero();
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.lines().getFirst()).contains("cannot be opened: wrong password");
  }

  @Test
  void anOptionThatIsMissingIsWrongUsage() {
    assertThat(Session.of("check", "identity").status()).isEqualTo(2);
    assertThat(Session.of("check", "identity", "--certificate.file=a.pem").err())
        .contains("--key.file: missing (expected: beside --certificate.file)");
    assertThat(
            Session.of(
                    "check",
                    "identity",
                    "--certificate.file=a.pem",
                    "--key.file=a.key",
                    "--trust.file=" + directory.resolve("none.pem"))
                .status())
        .isEqualTo(2);
  }

  private Session check(HeldCertificate held, String... more) throws Exception {
    return check(file("client.pem", held.chainPem()), file("client.key", held.keyPem()), more);
  }

  private static Session check(Path certificate, Path key, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("check", "identity", "--certificate.file=" + certificate, "--key.file=" + key));
    arguments.addAll(List.of(more));
    return Session.of(arguments.toArray(String[]::new));
  }

  private Path file(String name, String content) throws Exception {
    return OwnFile.write(directory.resolve(name), content);
  }

  private HeldCertificate.Builder client() {
    return HeldCertificate.named("client", now).purposes(KeyPurposeId.id_kp_clientAuth);
  }

  private HeldCertificate.Builder authority(String name) {
    return HeldCertificate.named(name, now)
        .valid(now.minus(Duration.ofDays(90)), now.plus(Duration.ofDays(900)))
        .authority();
  }
}
