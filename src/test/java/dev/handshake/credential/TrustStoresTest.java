package dev.handshake.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.lab.HeldCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom we trust, from files and from the machine. */
class TrustStoresTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final HeldCertificate ONE = HeldCertificate.named("one", NOW).authority().mint();
  private static final HeldCertificate TWO = HeldCertificate.named("two", NOW).authority().mint();
  private static final HeldCertificate BELOW =
      HeldCertificate.named("below", NOW).authority().issuedBy(ONE).mint();

  @TempDir Path directory;

  @Test
  void readsBundlesAndSingleCertificatesInPemAndDer() throws Exception {
    Path bundle = file("bundle.pem", "# corporate\n" + ONE.certificatePem() + TWO.certificatePem());
    Path der = Files.write(directory.resolve("below.der"), BELOW.certificate().getEncoded());
    TrustSettings settings =
        new TrustSettings("corporate", List.of(bundle, der), false, List.of(), List.of());
    assertThat(TrustStores.load(settings, _ -> null).anchors())
        .containsExactlyInAnyOrder(ONE.certificate(), TWO.certificate(), BELOW.certificate());
  }

  @Test
  void keepsIntermediatesApartFromAnchors() throws Exception {
    TrustSettings settings =
        new TrustSettings(
            "corporate",
            List.of(file("one.pem", ONE.certificatePem())),
            false,
            List.of(file("below.pem", BELOW.certificatePem())),
            List.of());
    var anchors = TrustStores.load(settings, _ -> null);
    assertThat(anchors.anchors()).containsExactly(ONE.certificate());
    assertThat(anchors.intermediates()).containsExactly(BELOW.certificate());
  }

  @Test
  void addsTheSystemsRootsWhereAsked() throws Exception {
    Path system = file("system.pem", TWO.certificatePem());
    TrustSettings settings =
        new TrustSettings(
            "both", List.of(file("one.pem", ONE.certificatePem())), true, List.of(), List.of());
    var loaded =
        TrustStores.load(List.of(settings), Map.of("SSL_CERT_FILE", system.toString())::get);
    assertThat(loaded).containsOnlyKeys("system", "both");
    assertThat(loaded)
        .hasEntrySatisfying(
            "system", anchors -> assertThat(anchors.anchors()).containsExactly(TWO.certificate()))
        .hasEntrySatisfying(
            "both",
            anchors ->
                assertThat(anchors.anchors())
                    .containsExactlyInAnyOrder(ONE.certificate(), TWO.certificate()));
  }

  @Test
  void theSystemsRootsComeFromTheFirstUsualPlaceThatHoldsSome() throws Exception {
    Path nowhere = directory.resolve("nowhere.pem");
    Path empty = file("empty.pem", "");
    Path found =
        file(
            "found.pem",
            "broken\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                + ONE.certificatePem());
    SystemRoots roots = new SystemRoots(_ -> null, List.of(nowhere, empty, found));
    assertThat(roots.load()).containsExactly(ONE.certificate());
  }

  @Test
  void withoutAnyPlaceTheRuntimesRootsServe() throws Exception {
    assertThat(new SystemRoots(_ -> null, List.of()).load()).hasSizeGreaterThan(20);
  }

  @Test
  void aNamedSystemBundleMustExist() {
    Path nowhere = directory.resolve("nowhere.pem");
    assertThatThrownBy(
            () -> TrustStores.load(List.of(), Map.of("SSL_CERT_FILE", nowhere.toString())::get))
        .isInstanceOf(TrustStoreException.class)
        .hasMessageContaining(nowhere + " does not exist");
  }

  @Test
  void everyUnusableFileIsNamedAtOnce() throws Exception {
    Path missing = directory.resolve("missing.pem");
    Path text = file("text.pem", "no certificate here");
    Path cut = file("cut.pem", ONE.certificatePem().substring(0, 200));
    Path list = directory.resolve("list.crl");
    TrustSettings first =
        new TrustSettings("first", List.of(missing, text), false, List.of(cut), List.of(list));
    TrustSettings second = new TrustSettings("second", List.of(), false, List.of(), List.of());
    assertThatThrownBy(() -> TrustStores.load(List.of(first, second), _ -> null))
        .isInstanceOf(TrustStoreException.class)
        .message()
        .isEqualTo(
            """
            trust.first.files[0]: %s (expected: a PEM or DER file of certificates, this one does not exist)
            trust.first.files[1]: %s (expected: a PEM or DER file of certificates, this one is neither PEM nor DER)
            trust.first.intermediates[0]: %s (expected: a PEM or DER file of certificates, this one is cut off or damaged: a PEM block has no proper end)
            trust.first.crls[0]: %s (expected: a file of revocation lists, this one does not exist)
            trust.second.files: [] (expected: at least one file, or include_system: true)\
            """
                .formatted(missing, text, cut, list));
  }

  @Test
  void aStoreWithOneDamagedCertificateAmongGoodOnesIsRefused() throws Exception {
    Path file =
        file(
            "damaged.pem",
            ONE.certificatePem()
                + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    TrustSettings settings =
        new TrustSettings("damaged", List.of(file), false, List.of(), List.of());
    assertThatThrownBy(() -> TrustStores.load(settings, _ -> null))
        .hasMessageContaining("its certificate 2 is not X.509");
  }

  private Path file(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content);
  }
}
