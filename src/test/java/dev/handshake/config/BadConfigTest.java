package dev.handshake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handshake.genesys.Regions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a file can be wrong, and the whole text that says so. */
class BadConfigTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("SET_TIMEOUT", "hunter2", "SET_HOST", "hunter2");
  private static final String ROOT_KEYS =
      "probe, dns, breaker, trust, identities, modules, genesys, targets, web, revocation_allow,"
          + " target_files, target_urls, notify";

  static Stream<String> files() throws Exception {
    try (Stream<Path> files = Files.list(directory())) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yml"))
              .sorted()
              .toList();
      return names.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyMistakeIsSaidAtOnce(String name) throws Exception {
    Path file = directory().resolve(name);
    Path expected = directory().resolve(name.replace(".yml", ".expected"));
    assertThat(refusal(file))
        .isEqualTo(
            Files.readString(expected)
                .stripTrailing()
                .replace("DIR", directory().toString())
                .replace("one of KEYS", "one of " + ROOT_KEYS)
                .replace(
                    "one of REGIONS", "one of " + String.join(", ", Regions.published().names()))
                .replace("one of CIPHERS", "one of " + String.join(", ", TlsReader.CIPHERS)));
  }

  @ParameterizedTest
  @MethodSource("files")
  void noSecretIsShown(String name) throws Exception {
    assertThat(refusal(directory().resolve(name))).doesNotContain("hunter2");
  }

  @Test
  void aFileThatDoesNotExistIsNamed(@TempDir Path directory) {
    Path file = directory.resolve("handshake.yml");
    assertThat(refusal(file))
        .isEqualTo("handshake.yml: does not exist (expected: a readable YAML file)");
  }

  @Test
  void aDirectoryIsNoFile(@TempDir Path directory) throws IOException {
    Path file = Files.createDirectory(directory.resolve("handshake.yml"));
    assertThat(refusal(file))
        .isEqualTo("handshake.yml: is a directory (expected: a readable YAML file)");
  }

  @Test
  void aFileThatIsNotUtf8IsNamed(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("handshake.yml");
    Files.write(file, "targets: [] # \u00fc".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refusal(file)).isEqualTo("handshake.yml: is not UTF-8 (expected: YAML in UTF-8)");
  }

  @Test
  void aVeryLargeFileIsRefusedBeforeItIsRead(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("handshake.yml");
    Files.write(file, new byte[(32 << 20) + 1]);
    assertThat(refusal(file))
        .isEqualTo("handshake.yml: is larger than expected (expected: at most 32 MiB)");
  }

  @Test
  void ofVeryManyMistakesTheFirstHundredAreShown(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("handshake.yml");
    Files.writeString(file, "targets:\n" + String.join("", Collections.nCopies(250, "- {}\n")));
    assertThat(refusal(file).lines()).hasSize(101).last().isEqualTo("and 150 more");
  }

  @Test
  void aRunawayTextIsRefusedInTime(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("handshake.yml");
    Files.writeString(file, "targets: " + "[".repeat(1_000_000));
    assertThat(refusal(file)).contains("at most 32 levels");
  }

  private static String refusal(Path file) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigReader.read(file, ENVIRONMENT::get));
    assertThat(refused).as("refusal of " + file.getFileName()).isNotNull();
    assertThat(refused.errors())
        .isNotEmpty()
        .allSatisfy(error -> assertThat(error.file()).isEqualTo(file));
    return String.valueOf(refused.getMessage())
        .replace(file.toString(), String.valueOf(file.getFileName()));
  }

  static Path directory() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(BadConfigTest.class.getResource("bad")).toURI());
  }
}
