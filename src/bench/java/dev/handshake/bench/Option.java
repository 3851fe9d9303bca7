package dev.handshake.bench;

import java.util.Locale;

/** A whole number that makes a part larger or smaller; its word is {@code part.name}. */
enum Option {
  /** How often each kind of start is measured. */
  START_ROUNDS(7, 2),
  /** Targets of the larger starts, and of the smaller agent whose memory is measured. */
  START_TARGETS(1_000, 200),
  /** How many targets more the larger agent has whose memory is measured. */
  START_MORE(10_000, 1_000),
  /** Probes that are under way at once where their memory is measured. */
  START_IN_FLIGHT(1_000, 200),
  /** How often each contender has its turn, one round to warm up not counted. */
  RACE_ROUNDS(5, 1),
  /** How long a turn is measured. */
  RACE_SECONDS(4, 1),
  /** Handshakes a second that the agent's schedule asks for. */
  RACE_RATE(333, 100),
  /** Handshakes of each agent before it is measured. */
  RACE_WARMUP(40_000, 1_000),
  SCALE_TARGETS(10_000, 1_000),
  /** Seconds before anything is measured; the first round of probes is among them. */
  SCALE_WARMUP(60, 32),
  /** How often a stretch without scrapes and one with them follow each other. */
  SCALE_TURNS(3, 1),
  /** How many seconds each stretch without scrapes takes. */
  SCALE_QUIET(35, 10),
  /** How many seconds all stretches with scrapes take. */
  SCALE_SCRAPED(600, 20),
  FAILURES_TARGETS(10_000, 1_000),
  /** How many seconds it takes until every breaker is open. */
  FAILURES_SETTLE(60, 20),
  /** How many seconds are measured then. */
  FAILURES_MEASURED(60, 10),
  /** How many seconds are waited at most until those that came back are seen well. */
  FAILURES_BACK(150, 60),
  /** Up to how many targets. */
  GROWTH_MOST(50_000, 1_000),
  GROWTH_SECONDS(60, 10),
  /** How long an agent runs before it is looked at. */
  HONESTY_WARMUP(20, 5),
  /** How long reports are compared at each load, with scrapes and without. */
  HONESTY_SECONDS(45, 8),
  /** How many reports a second are looked at. */
  HONESTY_SAMPLES(60, 60),
  /** How many seconds each step runs before it is measured. */
  JMH_WARMUP(5, 1),
  /** How many seconds each step is measured. */
  JMH_SECONDS(5, 1);

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
