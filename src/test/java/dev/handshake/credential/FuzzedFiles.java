package dev.handshake.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.fuzz.FuzzTarget;
import dev.handshake.lab.CrlDraft;
import dev.handshake.lab.HeldCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Files with certificates, keys and revocation lists: usable, or one sentence why not. */
public final class FuzzedFiles {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String PASSWORD = "correct horse";
  private static final HeldCertificate ROOT = HeldCertificate.named("root", NOW).authority().mint();
  private static final HeldCertificate OURS =
      HeldCertificate.named("us", NOW).issuedBy(ROOT).mint();
  private static final Path DIRECTORY = directory();

  private FuzzedFiles() {}

  public static List<FuzzTarget> targets() {
    byte[] list = CrlDraft.of(ROOT, NOW).mint();
    return List.of(
        FuzzTarget.of(
            "pem-file",
            FuzzedFiles::pem,
            utf8(OURS.chainPem() + OURS.keyPem()),
            utf8(OURS.keyPem()),
            der(OURS.certificate())),
        FuzzTarget.of("pkcs12-file", FuzzedFiles::store, pkcs12()),
        FuzzTarget.of("crl-file", FuzzedFiles::lists, list, utf8(pem("X509 CRL", list))));
  }

  private static void pem(byte[] content) {
    Path file = written("both.pem", content);
    judge(IdentityFiles.load(new IdentitySettings.PemFiles("ours", file, file, Optional.empty())));
    ends(() -> CertificateFile.readLeniently(file));
    ends(() -> CertificateFile.readEncoded(file));
    ends(() -> KeyFile.read(file, Optional.empty()));
  }

  private static void store(byte[] content) {
    Path file = written("store.p12", content);
    Path password = written("password", utf8(PASSWORD));
    judge(
        IdentityFiles.load(new IdentitySettings.KeyStoreFile("ours", file, Optional.of(password))));
  }

  private static void lists(byte[] content) {
    Path file = written("list.crl", content);
    ends(() -> RevocationListFile.read(file));
  }

  private static void judge(Identity identity) {
    switch (identity) {
      case Identity.Usable usable ->
          assertThat(KeyMatch.of(usable.key(), usable.chain().getFirst())).isTrue();
      case Identity.Unusable unusable -> assertSentence(unusable.why());
    }
  }

  /** Reads a file. */
  private interface Reading {
    Object read() throws UnusableFile;
  }

  private static void ends(Reading reading) {
    try {
      assertThat(reading.read()).isNotNull();
    } catch (UnusableFile unusable) {
      assertSentence(unusable.sentence());
    }
  }

  private static void assertSentence(String text) {
    assertThat(text).isNotEmpty().hasSizeLessThan(1_000).matches("[^\\p{Cntrl}]*");
  }

  // ---- specimens ----

  private static byte[] pkcs12() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "us",
          OURS.key(),
          PASSWORD.toCharArray(),
          new Certificate[] {OURS.certificate(), ROOT.certificate()});
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, PASSWORD.toCharArray());
      return out.toByteArray();
    } catch (GeneralSecurityException | IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der));
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Path written(String name, byte[] content) {
    try {
      return Files.write(DIRECTORY.resolve(name), content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path directory() {
    try {
      Path directory = Files.createTempDirectory("fuzzed-files");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> clear(directory)));
      return directory;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void clear(Path directory) {
    for (String name : List.of("both.pem", "store.p12", "password", "list.crl", "")) {
      var _ = directory.resolve(name).toFile().delete();
    }
  }
}
