package dev.handshake;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program of the system that a test has started: what it says on both outputs, what it is told,
 * and its end. Closing kills it.
 */
public final class Program implements AutoCloseable {
  /** What Prometheus and its kin say once they listen. */
  private static final Pattern LISTENING =
      Pattern.compile("Listening on\" address=127\\.0\\.0\\.1:(\\d+)");

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration FAREWELL = Duration.ofSeconds(5);
  private static final int MOST_OUTPUT = 4_000_000;

  private final Process process;
  private final StringBuilder output = new StringBuilder();
  private final Thread listener;
  private boolean ended;

  private Program(Process process) {
    this.process = process;
    // Reading a pipe holds the carrier of a virtual thread: two programs would starve all others.
    this.listener = Thread.ofPlatform().daemon().start(this::listen);
  }

  /**
   * Starts a program.
   *
   * @param command its name and arguments
   * @throws NoSuchElementException if there is no such program
   */
  public static Program start(List<String> command) {
    List<String> resolved = new ArrayList<>(command);
    resolved.set(0, require(command.getFirst()).toString());
    try {
      return new Program(new ProcessBuilder(resolved).redirectErrorStream(true).start());
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start " + command, failure);
    }
  }

  public static Program start(String... command) {
    return start(List.of(command));
  }

  /** The command that runs a class of the tests in a Java of its own. */
  public static List<String> java(Class<?> main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classPath(main.getClassLoader()),
        main.getName());
  }

  /** Some launchers of tests keep the class path in a loader of their own. */
  private static String classPath(ClassLoader loader) {
    return loader instanceof URLClassLoader own
        ? Arrays.stream(own.getURLs()).map(URL::getPath).collect(joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }

  /**
   * Runs a program to its end.
   *
   * @return what it said
   * @throws AssertionError if it has not ended in time
   */
  public static String run(Duration patience, List<String> command) {
    try (Program program = start(command)) {
      if (program.exit(patience).isEmpty()) {
        throw new AssertionError(command + " has not ended within " + patience);
      }
      return program.output();
    }
  }

  /**
   * Where a program is, with the places for administrators looked into too; a path is taken as it
   * is.
   */
  public static Optional<Path> find(String name) {
    if (name.indexOf(File.separatorChar) >= 0) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    return Arrays.stream(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** All that it has said so far. */
  public String output() {
    synchronized (output) {
      return output.toString();
    }
  }

  /** Tells it something. */
  public void tell(String text) {
    try {
      process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      process.getOutputStream().flush();
    } catch (IOException gone) {
      throw new UncheckedIOException("the program has gone; it said: " + output(), gone);
    }
  }

  /** Waits until it says something, or has ended without, or the time is over. */
  public Optional<Matcher> says(Pattern pattern, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (output) {
      while (true) {
        Matcher matcher = pattern.matcher(output.toString());
        if (matcher.find()) {
          return Optional.of(matcher);
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || ended) {
          return Optional.empty();
        }
        waitForMore(left);
      }
    }
  }

  /**
   * Waits until it says which port it listens on.
   *
   * @param announcement whose first group is the port
   * @throws AssertionError if it does not; it is closed then
   */
  public int announcedPort(Pattern announcement, Duration patience) {
    Optional<Matcher> said = says(announcement, patience);
    if (said.isEmpty()) {
      close();
      throw new AssertionError("no port was announced: " + output());
    }
    return Integer.parseInt(said.get().group(1));
  }

  /** What one of Prometheus's programs serves, once it says where it listens. */
  public Surface surface() {
    return new Surface(announcedPort(LISTENING, PATIENCE));
  }

  /** Tells it to end, by SIGTERM, and goes on listening to it. */
  public void terminate() {
    process.toHandle().destroy();
  }

  private void waitForMore(long millis) {
    try {
      output.wait(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", interrupted);
    }
  }

  /** Its exit status, if it ends in time; {@link #output} is all that it said, then. */
  public OptionalInt exit(Duration patience) {
    try {
      boolean gone =
          process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) && listener.join(FAREWELL);
      return gone ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", interrupted);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    if (exit(FAREWELL).isEmpty()) {
      process.destroyForcibly();
    }
  }

  private static Path require(String name) {
    return find(name).orElseThrow(() -> new NoSuchElementException("program: " + name));
  }

  private void listen() {
    byte[] buffer = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hear(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException killed) {
      // What it said until then is kept.
    }
    synchronized (output) {
      ended = true;
      output.notifyAll();
    }
  }

  private void hear(String text) {
    synchronized (output) {
      if (output.length() < MOST_OUTPUT) {
        output.append(text);
      }
      output.notifyAll();
    }
  }
}
