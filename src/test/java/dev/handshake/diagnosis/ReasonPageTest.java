package dev.handshake.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.lab.Expected;
import dev.handshake.lab.Scenarios;
import dev.handshake.reason.Finding;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page of all words says what the code says. With the system property {@code reasons.write} it
 * is written instead.
 */
class ReasonPageTest {
  private static final Path PAGE = Path.of("docs", "reasons.md");

  static Stream<Finding> words() {
    return Stream.concat(Arrays.stream(Reason.values()), Arrays.stream(Remark.values()));
  }

  @Test
  void thePageIsWhatTheCodeMakesOfIt() throws IOException {
    if (Boolean.getBoolean("reasons.write")) {
      Files.writeString(
          Files.createDirectories(PAGE.getParent()).resolve(PAGE.getFileName()), ReasonPage.text());
    }
    assertThat(PAGE)
        .as("made anew by: mvn -q test -Dtest=ReasonPageTest -Dreasons.write=true")
        .hasContent(ReasonPage.text());
  }

  @ParameterizedTest
  @MethodSource("words")
  void eachWordIsAnAnchorOfThePageOnce(Finding word) throws IOException {
    assertThat(Files.readAllLines(PAGE)).containsOnlyOnce("### " + word.word());
  }

  @ParameterizedTest
  @MethodSource("words")
  void eachWordMeansSomethingOfItsOwnInFullSentences(Finding word) {
    assertThat(Meanings.of(word)).matches("[A-Z].{15,250}\\.").doesNotContain("..", "  ", "%");
    assertThat(words().filter(other -> Meanings.of(other).equals(Meanings.of(word))))
        .containsExactly(word);
  }

  @Test
  void rowsOfTheLabShowWhatTheyAreNamedFor() {
    Set<Finding> shown = new HashSet<>();
    for (Finding word : words().toList()) {
      if (Demonstration.of(word) instanceof Demonstration.Row(String name)) {
        Expected expected = Scenarios.named(name).expected();
        assertThat(Stream.concat(expected.reason().stream(), expected.findings().stream()))
            .as(name)
            .contains(word);
        shown.add(word);
      }
    }
    assertThat(shown).contains(Reason.CERTIFICATE_EXPIRED, Remark.NARROW_CLIENT);
  }

  @Test
  void eachReasonCanBeSeen() {
    assertThat(List.of(Reason.values()))
        .noneMatch(reason -> Demonstration.of(reason) instanceof Demonstration.Unstaged);
  }

  @Test
  void theReadmeLeadsToThePage() throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("(docs/reasons.md)");
  }
}
