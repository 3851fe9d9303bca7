package dev.handshake.bench;

import dev.handshake.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an agent holds, its garbage collected.
 *
 * @param heap bytes of objects that live
 * @param resident bytes in RAM, of which the heap is always the same where {@link #FIXED} is among
 *     the options of Java
 */
record Memory(long heap, long resident) {
  /** A heap that is in RAM from the start: what comes on top of it is native. */
  static final List<String> FIXED = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

  static Memory of(AgentProcess agent) {
    String histogram =
        Program.run(
            PATIENCE,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(agent.usage().pid()),
                "GC.class_histogram"));
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IllegalStateException("jcmd said: " + histogram);
    }
    return new Memory(Long.parseLong(total.group(1)), agent.usage().resident());
  }

  /** A command with a heap that is in RAM from the start. */
  static List<String> fixed(List<String> java) {
    return Stream.of(java.subList(0, 1), java.subList(1, java.size() - 2), FIXED, jar(java))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> jar(List<String> java) {
    return java.subList(java.size() - 2, java.size());
  }

  Memory minus(Memory other) {
    return new Memory(heap - other.heap, resident - other.resident);
  }

  double heapOf(long count) {
    return (double) heap / count;
  }

  double nativeOf(long count) {
    return (double) resident / count;
  }
}
