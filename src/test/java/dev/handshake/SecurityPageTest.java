package dev.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What SECURITY.md calls a proof is there. */
class SecurityPageTest {
  private static final Path PAGE = Path.of("SECURITY.md");
  private static final Path TESTS = Path.of("src", "test", "java");
  private static final Pattern PROOF = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)");

  @Test
  void eachProofIsATest() throws IOException {
    List<MatchResult> proofs = PROOF.matcher(Files.readString(PAGE)).results().toList();
    assertThat(proofs).hasSizeGreaterThan(20);
    for (MatchResult proof : proofs) {
      String method = proof.group(2);
      assertThat(sources(proof.group(1)))
          .as(proof.group())
          .anyMatch(source -> method == null || source.contains("void " + method + "("));
    }
  }

  @Test
  void eachLinkLeadsSomewhere() throws IOException {
    assertThat(LINK.matcher(Files.readString(PAGE)).results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(Path.of(link)).exists());
  }

  /** Every row of a threat has a third cell. */
  @Test
  void noThreatIsLeftWithoutAWord() throws IOException {
    assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| ")))
        .allSatisfy(line -> assertThat(line).doesNotContainPattern("\\| *\\|").endsWith(" |"));
  }

  private static List<String> sources(String name) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.endsWith(name + ".java"))
          .map(SecurityPageTest::read)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
