package dev.handshake.lab;

import java.time.Duration;
import java.util.Optional;

/** What can go wrong with an answer of the stand-in. */
public sealed interface PlatformFault {
  /**
   * An error instead of the answer.
   *
   * @param status such as 500, 502, 503, 504 or 429
   * @param retryAfter how long the client shall wait
   */
  record Status(int status, Optional<Duration> retryAfter) implements PlatformFault {}

  /** The answer comes late; not at all, where the delay is longer than any client's patience. */
  record Delay(Duration by) implements PlatformFault {}

  /** The body comes byte by byte with pauses between them. */
  record Drip(Duration pause) implements PlatformFault {}

  /** Half of the body as if it were whole: HTTP is content, JSON is not. */
  record Truncated() implements PlatformFault {}

  /** Half of the body, then the connection ends although more was announced. */
  record CutOff() implements PlatformFault {}

  /** Bytes of no format, said to be JSON. */
  record Garbage() implements PlatformFault {}

  /** The connection is reset instead of an answer. */
  record Reset() implements PlatformFault {}

  /** A JSON body of at least so many bytes. */
  record Oversized(long bytes) implements PlatformFault {}

  /** Another body with status 200: well-formed, perhaps, and not what was asked for. */
  record Content(String type, String body) implements PlatformFault {}

  /** Says back what it was told, credentials too, wherever an answer has room for text. */
  record Echo(int status) implements PlatformFault {}

  /** An error without a hint when to come again. */
  static PlatformFault status(int status) {
    return new Status(status, Optional.empty());
  }

  /** A 429 with its {@code Retry-After}. */
  static PlatformFault tooMany(Duration retryAfter) {
    return new Status(429, Optional.of(retryAfter));
  }

  /** Another body of JSON. */
  static PlatformFault json(String body) {
    return new Content("application/json", body);
  }
}
