package dev.handshake.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.credential.IdentitySettings.PemFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loaded set, by name. */
class CredentialsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path directory;

  @Test
  void anUnusableIdentityIsStillThereByName() {
    PemFiles missing =
        new PemFiles("data", directory.resolve("a"), directory.resolve("b"), Optional.empty());
    Credentials credentials = Credentials.load(List.of(), List.of(missing), _ -> null, NOW);
    assertThat(credentials.identity("data")).containsInstanceOf(Identity.Unusable.class);
    assertThat(credentials.identity("other")).isEmpty();
    assertThat(credentials.identityNames()).containsExactlyInAnyOrder("data", "stranger");
  }

  @Test
  void theSystemsTrustAlwaysExistsAndOthersAreRefused() {
    Credentials credentials = Credentials.load(List.of(), List.of(), _ -> null, NOW);
    assertThat(credentials.trust("system").anchors()).isNotEmpty();
    assertThatThrownBy(() -> credentials.trust("corporate"))
        .hasMessage("trust: corporate (expected: one of [system])");
  }

  @Test
  void theStrangerIsAProperClientCertificateThatNobodyKnows() throws Exception {
    Identity.Usable stranger = Stranger.mint(NOW);
    var leaf = stranger.chain().getFirst();
    assertThat(stranger.name()).isEqualTo("stranger");
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getSubjectX500Principal()).isNotEqualTo(leaf.getIssuerX500Principal());
    assertThat(leaf.getNotBefore()).isEqualTo(Date.from(NOW.minus(Duration.ofHours(1))));
    leaf.checkValidity(Date.from(NOW.plus(Duration.ofDays(30))));
    assertThat(KeyMatch.of(stranger.key(), leaf)).isTrue();
    assertThat(stranger.version()).isNotEqualTo(Stranger.mint(NOW).version());
  }
}
