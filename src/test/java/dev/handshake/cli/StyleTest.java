package dev.handshake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StyleTest {
  @Test
  void aTerminalIsColouredUnlessItsUserObjects() {
    assertThat(Style.wanted(Map.of("TERM", "xterm")::get)).isEqualTo(Style.COLOURED);
    assertThat(Style.wanted(Map.of("NO_COLOR", "1")::get)).isEqualTo(Style.PLAIN);
    assertThat(Style.wanted(Map.of("TERM", "dumb")::get)).isEqualTo(Style.PLAIN);
  }

  @Test
  void anEmptyNoColorMeansNothing() {
    assertThat(Style.wanted(Map.of("NO_COLOR", "")::get)).isEqualTo(Style.COLOURED);
  }

  @Test
  void colourIsTakenBackAfterTheWord() {
    assertThat(Style.COLOURED.bad("FAILED")).startsWith("\u001b[").endsWith("FAILED\u001b[0m");
    assertThat(Style.COLOURED.good("x"))
        .isNotEqualTo(Style.COLOURED.bad("x"))
        .isNotEqualTo(Style.COLOURED.warn("x"));
    assertThat(Style.PLAIN.bad("FAILED")).isEqualTo("FAILED");
  }
}
