package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SheetTest {
  private final Sheet sheet = new Sheet();

  @Test
  void sentencesAreBrokenBetweenWordsUnderTheirLabel() {
    sheet.sentences("why", "word ".repeat(40).strip());
    assertThat(sheet.toString().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Sheet.WIDTH))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("  why     word word"),
            second -> assertThat(second).startsWith("          word word"),
            third -> assertThat(third).isEqualTo("          word word word word"));
  }

  @Test
  void aWordIsNeverBroken() {
    String word = "x".repeat(150);
    sheet.sentences("why", "a " + word + " b");
    assertThat(sheet).hasToString("  why     a\n          " + word + "\n          b\n");
  }

  @Test
  void nothingStillHasItsLabel() {
    sheet.sentences("why", "");
    assertThat(sheet).hasToString("  why     \n");
  }
}
