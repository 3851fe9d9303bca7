package dev.handshake.preamble;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a server's lines to a preamble, one after each time that the preamble spoke.
 *
 * @param said what the preamble said, one character for each byte
 * @param end Agreed, with what was left over; Refused; or More, where it waits for more
 */
record Talk(List<String> said, Step end, int surplus) {
  /** Plays lines, each in one piece. */
  static Talk whole(Preamble preamble, String... lines) {
    return play(preamble, Integer.MAX_VALUE, lines);
  }

  /** Plays lines, each byte by byte. */
  static Talk dripped(Preamble preamble, String... lines) {
    return play(preamble, 1, lines);
  }

  private static Talk play(Preamble preamble, int size, String... lines) {
    List<String> said = new ArrayList<>();
    Player player = new Player(preamble.begin(), said);
    player.settle();
    for (String line : lines) {
      for (int from = 0; from < line.length() && player.listens(); from += size) {
        player.hear(line.substring(from, (int) Math.min((long) from + size, line.length())));
      }
    }
    return new Talk(said, player.step, player.heard.size());
  }

  String refusal() {
    return end instanceof Step.Refused(String detail) ? detail : end.toString();
  }

  boolean agreed() {
    return end instanceof Step.Agreed;
  }

  boolean waits() {
    return end instanceof Step.More;
  }

  private static final class Player {
    private final List<String> said;
    private Step step;
    private Octets heard = Octets.NONE;
    private Step.State state = _ -> new Step.More();

    Player(Step first, List<String> said) {
      this.step = first;
      this.said = said;
    }

    boolean listens() {
      return step instanceof Step.More;
    }

    void hear(String words) {
      heard = heard.and(words.getBytes(StandardCharsets.ISO_8859_1));
      step = state.hear(heard);
      settle();
    }

    void settle() {
      while (step instanceof Step.Say(int taken, Octets words, _, Step.State next)) {
        if (!words.isEmpty()) {
          said.add(words.text());
        }
        heard = heard.from(taken);
        state = next;
        step = state.hear(heard);
      }
      if (step instanceof Step.Agreed(int taken)) {
        heard = heard.from(taken);
      }
    }
  }
}
