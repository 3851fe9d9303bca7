package dev.handshake.config;

import java.nio.file.Path;

/**
 * One mistake in a configuration file.
 *
 * @param file as it was named to the reader
 * @param line from 1; 0 where no line can be told
 * @param path of the key, as in {@code targets[3].address}; empty for the file as a whole
 * @param value what stands there, escaped and cut, never a secret
 * @param expected what should stand there
 */
public record ConfigError(Path file, int line, String path, String value, String expected) {
  /** {@code handshake.yml:12: targets[3].address: "foo" (expected: host:port)}. */
  @Override
  public String toString() {
    String where = line > 0 ? file + ":" + line : file.toString();
    String what = path.isEmpty() ? value : path + ": " + value;
    return where + ": " + what + " (expected: " + expected + ")";
  }
}
