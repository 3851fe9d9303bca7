package dev.handshake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the whole benchmark and prints what it found. */
public final class Benchmark {
  private Benchmark() {}

  /**
   * Measures, prints, and writes two files.
   *
   * @param arguments jar, output directory, rounds, seconds, rate, idle targets, Java options
   */
  public static void main(String... arguments) throws IOException {
    Plan plan = Plan.of(arguments);
    Runtime.getRuntime().addShutdownHook(new Thread(Benchmark::endChildren));
    empty(plan.output());
    Instant started = Instant.now();
    Machine machine = Machine.here();
    List<Result> results = new ArrayList<>();
    List<Idle> idle = new ArrayList<>();
    try (Gateway gateway = Gateway.open(plan.output().resolve("gateway"), started)) {
      race(plan, gateway, results);
      if (plan.idleTargets() > 0) {
        System.out.println("idle");
        idle.add(Idle.measure(plan, gateway));
        idle.add(Idle.measure(plan.with(Idle.SMALL), gateway));
      }
    }
    Account account = new Account(started, plan, machine, results, idle);
    account.writeTo(plan.output());
    System.out.println();
    System.out.print(account.markdown());
  }

  private static void race(Plan plan, Gateway gateway, List<Result> results) {
    List<Race> races = new ArrayList<>();
    try {
      for (var version : Gateway.VERSIONS) {
        races.add(Race.start(plan, gateway, version));
      }
      for (int round = 1; round <= plan.rounds(); round++) {
        System.out.printf("round %d of %d%n", round, plan.rounds());
        races.forEach(race -> race.round(plan));
      }
      races.forEach(race -> results.addAll(race.results()));
    } finally {
      races.forEach(Race::close);
    }
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
