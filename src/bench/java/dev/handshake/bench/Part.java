package dev.handshake.bench;

import java.util.Locale;

/** One part of the benchmark, in the order in which they run. */
enum Part {
  RACE,
  SCALE,
  HONESTY,
  START,
  FAILURES,
  GROWTH,
  JMH;

  /** How it is called on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Section measure(Plan plan) {
    return switch (this) {
      case RACE -> Race.measure(plan);
      case SCALE -> Scale.measure(plan);
      case HONESTY -> Honesty.measure(plan);
      case START -> StartUp.measure(plan);
      case FAILURES -> Failures.measure(plan);
      case GROWTH -> Growth.measure(plan);
      case JMH -> Micro.measure(plan);
    };
  }
}
