package dev.handshake.bench;

import java.util.List;
import java.util.Map;

/**
 * What one part of the benchmark found.
 *
 * @param name of the part
 * @param title what stands above it
 * @param markdown for people, below its title
 * @param json the same for programs
 * @param bars what of it has a bound
 */
record Section(
    String name, String title, String markdown, Map<String, Object> json, List<Bar> bars) {
  Section {
    bars = List.copyOf(bars);
  }
}
