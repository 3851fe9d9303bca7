package dev.handshake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a process has used, as Linux tells in {@code /proc} (proc(5)). */
record ProcessUsage(long pid) {
  /** Ticks of user and system time are hundredths of a second on every Linux that Java runs on. */
  private static final Duration TICK = Duration.ofMillis(10);

  private static final int USER = 11;
  private static final int SYSTEM = 12;

  /** User and system time of all its threads, ended ones included. */
  Duration cpu() {
    String line = read("stat");
    String[] afterName = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return TICK.multipliedBy(Long.parseLong(afterName[USER]) + Long.parseLong(afterName[SYSTEM]));
  }

  /** Bytes that are in RAM. */
  long resident() {
    return read("status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private String read(String file) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      throw new UncheckedIOException("process " + pid + " has gone", gone);
    }
  }
}
