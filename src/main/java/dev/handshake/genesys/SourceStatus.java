package dev.handshake.genesys;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a source stands.
 *
 * @param asked when its last answer came, or was given up
 * @param lastSuccess when the last complete and believable answer came
 * @param failure why the last answer was none of these
 */
public record SourceStatus(
    Optional<Instant> asked, Optional<Instant> lastSuccess, Optional<Failure> failure) {
  /** A source that was not asked yet. */
  static final SourceStatus UNASKED =
      new SourceStatus(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Why there is no answer.
   *
   * @param detail one clause, safe to show once it is escaped
   */
  public record Failure(SourceFault fault, String detail) {}

  SourceStatus succeeded(Instant now) {
    return new SourceStatus(Optional.of(now), Optional.of(now), Optional.empty());
  }

  SourceStatus failed(Instant now, Failure why) {
    return new SourceStatus(Optional.of(now), lastSuccess, Optional.of(why));
  }

  /** Whether the last answer was complete and believable; empty before the first. */
  public Optional<Boolean> up() {
    return asked.map(_ -> failure.isEmpty());
  }
}
