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
}
