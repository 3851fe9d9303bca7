package dev.handshake.observation;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to the HTTP request.
 *
 * @param version such as {@code HTTP/1.1}
 * @param body the first 8 KiB at most, read only where a refusal may be explained in it
 * @param retryAfter of a Retry-After header in seconds, where there was one
 * @param contentLength of a Content-Length header in bytes, where there was a valid one
 * @param token what the request bore
 * @param tokenError what the server found wrong with that (RFC 6750, section 3.1), one of the words
 *     there
 */
public record HttpAnswer(
    int status,
    String version,
    String body,
    Optional<Duration> retryAfter,
    OptionalLong contentLength,
    TokenUse token,
    Optional<String> tokenError) {
  /** The answer to a request without an access token. */
  public HttpAnswer(
      int status,
      String version,
      String body,
      Optional<Duration> retryAfter,
      OptionalLong contentLength) {
    this(
        status,
        version,
        body,
        retryAfter,
        contentLength,
        new TokenUse.NotWanted(),
        Optional.empty());
  }
}
