package dev.handshake.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The agent's process, what it holds as Linux tells in {@code /proc} (proc(5)), and its log. */
final class SoakedAgent implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(10);
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final Pattern LISTENING = Pattern.compile("\\blisten=\"?127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final Path log;
  private final int port;

  private SoakedAgent(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.port = announced();
  }

  /** Starts the jar as operators are advised to, and waits until it says where it listens. */
  static SoakedAgent start(Path jar, Path configuration, String secret, Path log) {
    List<String> command = new ArrayList<>();
    command.add(java("java"));
    command.addAll(lines(Path.of("src", "image", "java.options")));
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(List.of("run", "--config.file=" + configuration));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put(Town.SECRET, secret);
    try {
      return new SoakedAgent(builder.start(), log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private int announced() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      Matcher matcher = LISTENING.matcher(log());
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      Pause.of(AGAIN);
    }
    close();
    throw new IllegalStateException("the agent does not listen; it said: " + log());
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All that it has said so far. */
  String log() {
    try {
      return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Path logFile() {
    return log;
  }

  int descriptors() {
    try (Stream<Path> all = Files.list(file("fd"))) {
      return (int) all.count();
    } catch (IOException gone) {
      throw gone(gone);
    }
  }

  long threads() {
    return status("Threads:");
  }

  /** Bytes that are in RAM. */
  long resident() {
    return 1024 * status("VmRSS:");
  }

  /** User and system time of all its threads, ended ones included. */
  Duration cpu() {
    String line = read("stat");
    String[] afterName = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return TICK.multipliedBy(Long.parseLong(afterName[USER]) + Long.parseLong(afterName[SYSTEM]));
  }

  /** Collects all garbage. */
  void collect() {
    run(java("jcmd"), Long.toString(process.pid()), "GC.run");
  }

  /** Takes its CPU away for a while. */
  void halt(Duration span) {
    run("kill", "-STOP", Long.toString(process.pid()));
    Pause.of(span);
    run("kill", "-CONT", Long.toString(process.pid()));
  }

  /** Tells it to end, and gives its status if it does so in time. */
  OptionalInt stop() {
    process.toHandle().destroy();
    try {
      return process.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  private static void run(String... command) {
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private long status(String field) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private String read(String name) {
    try {
      return Files.readString(file(name), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      throw gone(gone);
    }
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }

  private UncheckedIOException gone(IOException cause) {
    return new UncheckedIOException("the agent has gone; see " + log, cause);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
