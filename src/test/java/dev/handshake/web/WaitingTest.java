package dev.handshake.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingTest {
  private final Waiting waiting = new Waiting();

  @Test
  void whatIsTakenIsWhatWasWrittenInOrder() {
    waiting.write('a');
    waiting.write(new byte[] {'x', 'b', 'c', 'd', 'x'}, 1, 3);

    assertThat(waiting.size()).isEqualTo(4);
    assertThat(waiting.take(3)).hasToString("abc");
    assertThat(waiting.size()).isEqualTo(1);
    assertThat(waiting.take(3)).hasToString("d");
    assertThat(waiting.take(3).length()).isZero();
  }

  @Test
  void itsRoomIsUsedAgain() {
    for (int piece = 0; piece < 1_000; piece++) {
      waiting.write(new byte[70_000], 0, 70_000);
      while (waiting.size() > 0) {
        waiting.take(1 << 16);
      }
    }

    assertThat(waiting.held()).isEqualTo(70_000);
  }
}
