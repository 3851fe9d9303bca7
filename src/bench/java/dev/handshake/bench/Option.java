package dev.handshake.bench;

import java.util.Locale;

/** A whole number that makes a part larger or smaller; its word is {@code part.name}. */
enum Option {
  /** How often each contender has its turn, one round to warm up not counted. */
  RACE_ROUNDS(5, 1),
  /** How long a turn is measured. */
  RACE_SECONDS(4, 1),
  /** Handshakes a second that the agent's schedule asks for. */
  RACE_RATE(333, 100),
  /** Handshakes of each agent before it is measured. */
  RACE_WARMUP(40_000, 1_000);

  private final int whole;
  private final int small;

  Option(int whole, int small) {
    this.whole = whole;
    this.small = small;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** What it is where it is not named. */
  int value(Plan.Size size) {
    return switch (size) {
      case FULL -> whole;
      case SHORT -> small;
    };
  }
}
