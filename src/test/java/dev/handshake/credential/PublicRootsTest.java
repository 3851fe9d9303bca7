package dev.handshake.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.HeldCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which roots the public trusts. */
class PublicRootsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");
  private static final HeldCertificate SHIPPED = root("Shipped");
  private static final HeldCertificate ADDED = root("Added");

  @Test
  void whatAdministratorsAddedToTheBundleIsNotAmongThem(@TempDir Path directory) throws Exception {
    Path bundle =
        Files.writeString(
            directory.resolve("bundle.crt"), SHIPPED.certificatePem() + ADDED.certificatePem());
    Path additions = Files.createDirectories(directory.resolve("additions/corporate"));
    Files.writeString(additions.resolve("added.crt"), ADDED.certificatePem());
    Files.writeString(additions.resolve("notes.txt"), "not a certificate");

    assertThat(PublicRoots.shipped(List.of(bundle), List.of(directory.resolve("additions"))))
        .containsExactly(SHIPPED.certificate());
    assertThat(PublicRoots.shipped(List.of(bundle), List.of(directory.resolve("none"))))
        .containsExactlyInAnyOrder(SHIPPED.certificate(), ADDED.certificate());
  }

  @Test
  void aRootIsKnownByItsKeyAndAnIntermediateByItsIssuer() {
    PublicRoots roots = PublicRoots.of(List.of(SHIPPED.certificate()));
    HeldCertificate below =
        HeldCertificate.named("Below", NOW).authority().issuedBy(SHIPPED).mint();
    HeldCertificate impostor = root("Shipped");

    assertThat(roots.leadsToOne(SHIPPED.certificate())).isTrue();
    assertThat(roots.leadsToOne(below.certificate())).isTrue();
    assertThat(roots.leadsToOne(ADDED.certificate())).isFalse();
    assertThat(roots.leadsToOne(impostor.certificate())).isFalse();
  }

  @Test
  void thisMachineCameWithSome() {
    assertThat(PublicRoots.shipped(SystemRoots.USUAL_PLACES, List.of())).hasSizeGreaterThan(50);
  }

  private static HeldCertificate root(String name) {
    return HeldCertificate.named(name, NOW).authority().mint();
  }
}
