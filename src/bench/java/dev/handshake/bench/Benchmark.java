package dev.handshake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the benchmark part by part and prints what it found. */
public final class Benchmark {
  private static final int INTERRUPTED = 130;

  private Benchmark() {}

  /**
   * Measures, prints, and writes two files after each part. A part that fails says so in its
   * section, and the next one runs.
   *
   * @param arguments see {@link Plan#of}
   * @throws IllegalStateException at the end, if a part has failed
   */
  public static void main(String... arguments) throws IOException {
    Plan plan = Plan.of(arguments);
    Runtime.getRuntime().addShutdownHook(new Thread(Benchmark::endChildren));
    endWithParent();
    empty(plan.output());
    Instant started = Instant.now();
    Machine machine = Machine.here();
    List<Section> sections = new ArrayList<>();
    List<Part> failed = new ArrayList<>();
    plan.parts().stream()
        .sorted()
        .forEach(part -> {
          sections.add(measure(part, plan, failed));
          new Account(started, plan, machine, sections).writeTo(plan.output());
        });
    System.out.println();
    System.out.print(new Account(started, plan, machine, sections).markdown());
    if (!failed.isEmpty()) {
      throw new IllegalStateException("parts that failed: " + failed + " (expected: none)");
    }
  }

  private static Section measure(Part part, Plan plan, List<Part> failed) {
    System.out.printf("== %s%n", part.word());
    long start = System.nanoTime();
    try {
      Files.createDirectories(plan.directory(part));
      return part.measure(plan);
    } catch (IOException | RuntimeException | AssertionError failure) {
      failure.printStackTrace(System.out);
      failed.add(part);
      return new Section(
          part.word(),
          part.word(),
          "This part failed: " + failure,
          Map.of("failed", failure.toString()),
          List.of());
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      System.out.printf("== %s took %d s%n", part.word(), took.toSeconds());
      endChildren();
    }
  }

  /** Maven, told to end, leaves what it has started alone. */
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(parent ->
            Thread.ofPlatform()
                .daemon()
                .name("parent")
                .start(() -> {
                  parent.onExit().join();
                  System.exit(INTERRUPTED);
                }));
  }

  /** One that is paused would otherwise outlive us. */
  private static void endChildren() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private static void empty(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> old = Files.walk(directory)) {
      for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    }
  }
}
