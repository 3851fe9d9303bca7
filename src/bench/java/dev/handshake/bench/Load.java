package dev.handshake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How busy all processors of the machine were between two looks, as {@code /proc/stat} tells.
 *
 * @param busy ticks in which something ran
 * @param all ticks that passed
 */
record Load(long busy, long all) {
  private static final int IDLE = 3;
  private static final int WAITING = 4;

  /** Steal; what follows is part of user time. */
  private static final int LAST = 7;

  static Load now() {
    try {
      String line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
      long[] ticks =
          Arrays.stream(line.substring("cpu".length()).strip().split("\\s+", -1))
              .limit(LAST + 1L)
              .mapToLong(Long::parseLong)
              .toArray();
      long all = Arrays.stream(ticks).sum();
      return new Load(all - ticks[IDLE] - ticks[WAITING], all);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The share since an earlier look, from 0 to 1. */
  double since(Load earlier) {
    return (double) (busy - earlier.busy) / Math.max(1, all - earlier.all);
  }
}
