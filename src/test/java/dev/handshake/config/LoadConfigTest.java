package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.credential.Identity;
import dev.handshake.lab.HeldCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file and the credentials that it names, loaded together. */
class LoadConfigTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final HeldCertificate ROOT = HeldCertificate.named("root", NOW).authority().mint();

  @TempDir Path directory;

  @Test
  void faultsOfTrustStoresStandAmongTheOtherMistakes() throws IOException {
    write("empty.pem", "");
    write("text.pem", "hello");
    Path file =
        write(
            "handshake.yml",
            """
            probe: {intervall: 30s}
            trust:
              corporate:
                files:
                  - empty.pem
                  - missing.pem
                intermediates: [text.pem]
              "my store": {files: [text.pem]}
            targets: [{}]
            """);
    assertThatThrownBy(() -> ConfigReader.load(file, _ -> null, NOW))
        .isInstanceOf(ConfigException.class)
        .message()
        .isEqualTo(
            """
            F:1: probe.intervall: unknown key (expected: one of interval, timeout, connect_timeout, handshake_timeout, confirm_timeout, confirm_after, latency_budget, max_in_flight; did you mean interval?)
            F:5: trust.corporate.files[0]: D/empty.pem (expected: a PEM or DER file of certificates, this one is empty)
            F:6: trust.corporate.files[1]: D/missing.pem (expected: a PEM or DER file of certificates, this one does not exist)
            F:7: trust.corporate.intermediates[0]: D/text.pem (expected: a PEM or DER file of certificates, this one is neither PEM nor DER)
            F:8: trust["my store"].files[0]: D/text.pem (expected: a PEM or DER file of certificates, this one is neither PEM nor DER)
            F:9: targets[0].address: missing (expected: host:port)\
            """
                .replace("F:", file + ":")
                .replace("D/", directory + "/"));
  }

  @Test
  void aTrustStoreWhoseOnlyFileIsMissingIsToldOfOnce() throws IOException {
    Path file = write("handshake.yml", "trust: {corporate: {files: [missing.pem]}}\ntargets: []\n");
    assertThatThrownBy(() -> ConfigReader.load(file, _ -> null, NOW))
        .isInstanceOf(ConfigException.class)
        .message()
        .isEqualTo(
            file
                + ":1: trust.corporate.files[0]: "
                + directory
                + "/missing.pem (expected: a PEM or DER file of certificates, this one does not"
                + " exist)");
  }

  @Test
  void anUnusableSystemBundleIsAFaultToo() throws IOException {
    Path file = write("handshake.yml", "targets: []");
    Path bundle = directory.resolve("bundle.pem");
    assertThatThrownBy(
            () -> ConfigReader.load(file, Map.of("SSL_CERT_FILE", bundle.toString())::get, NOW))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("trust.system.SSL_CERT_FILE")
        .hasMessageContaining(bundle + " does not exist");
  }

  @Test
  void unusableIdentitiesStopNothing() throws IOException {
    write("roots.pem", ROOT.certificatePem());
    Path file =
        write(
            "handshake.yml",
            """
            trust: {corporate: {files: [roots.pem]}}
            identities: {client: {certificate: missing.pem, key: missing.key}}
            targets: [{address: "a.example:443", trust: corporate, identity: client}]
            """);
    Configuration loaded = ConfigReader.load(file, _ -> null, NOW);
    assertThat(loaded.settings().targets()).hasSize(1);
    assertThat(loaded.credentials().trust("corporate").anchors())
        .containsExactly(ROOT.certificate());
    assertThat(loaded.credentials().identity("client"))
        .contains(
            new Identity.Unusable("client", directory.resolve("missing.pem") + " does not exist"));
    assertThat(loaded.credentials().identity("stranger")).containsInstanceOf(Identity.Usable.class);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
