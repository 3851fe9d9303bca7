package dev.handshake.config;

import java.nio.file.Path;

/**
 * Something in a configuration file that is accepted and had better be otherwise.
 *
 * @param file as it was named to the reader
 * @param line from 1
 * @param path of the key, as in {@code modules.gateway.policy.roots[0]}
 * @param value what stands there, escaped and cut
 * @param advice what is weak about it, and what is better
 */
public record ConfigWarning(Path file, int line, String path, String value, String advice) {
  /** {@code handshake.yml:12: modules.gateway.policy.roots[0]: "CN=Root" (warning: ...)}. */
  @Override
  public String toString() {
    return file + ":" + line + ": " + path + ": " + value + " (warning: " + advice + ")";
  }
}
