package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFiles;
import dev.handshake.credential.IdentitySettings;
import dev.handshake.credential.TrustStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabFilesTest {
  @TempDir Path directory;

  private final LabPki pki = LabPki.mint(Instant.now());

  @Test
  void filesGiveTheSameRootsAsTheObjects() throws IOException {
    LabFiles files = pki.writeTo(directory.resolve("roots"));
    assertThat(TrustStores.load(files.trust(), _ -> null).anchors())
        .isEqualTo(pki.roots().anchors());
  }

  @Test
  void filesGiveTheSameIdentitiesAsTheObjects() throws IOException {
    LabFiles files = pki.writeTo(directory.resolve("identities"));
    for (IdentitySettings settings : files.identities()) {
      Identity minted = Objects.requireNonNull(pki.identities().get(settings.name()));
      assertThat(chain(IdentityFiles.load(settings))).isEqualTo(chain(minted));
    }
    assertThat(files.identities())
        .extracting(IdentitySettings::name)
        .containsExactlyElementsOf(pki.identities().keySet());
  }

  @Test
  void keysAreForTheirOwnerAlone() throws IOException {
    LabFiles files = pki.writeTo(directory.resolve("keys"));
    try (Stream<Path> all = Files.list(files.directory())) {
      assertThat(all.filter(file -> file.toString().endsWith(".key")))
          .hasSize(ServerCertificate.values().length + ClientCertificate.values().length + 1)
          .allSatisfy(key ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                  .isEqualTo("rw-------"));
    }
  }

  private static List<X509Certificate> chain(Identity identity) {
    return switch (identity) {
      case Identity.Usable usable -> usable.chain();
      case Identity.Unusable _ -> List.of();
    };
  }
}
