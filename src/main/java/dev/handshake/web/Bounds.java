package dev.handshake.web;

import java.time.Duration;

/**
 * What clients may cost.
 *
 * @param connections how many may be open
 * @param request how long a client may take to send a request, and for a TLS handshake
 */
record Bounds(int connections, Duration request) {
  static final Bounds DEFAULT = new Bounds(512, Duration.ofSeconds(10));

  private static final int FEWEST = 16;

  /** No more connections than a quarter of the file descriptors, of which probes take half. */
  static Bounds within(long descriptors) {
    int connections = Math.clamp(descriptors / 4, FEWEST, DEFAULT.connections);
    return new Bounds(connections, DEFAULT.request);
  }
}
