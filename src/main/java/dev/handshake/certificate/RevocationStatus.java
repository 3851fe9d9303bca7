package dev.handshake.certificate;

import java.time.Instant;
import java.util.Optional;

/** What one source says of one certificate at a given time. */
public sealed interface RevocationStatus {
  /** Not revoked, by a statement that holds now. */
  record Good() implements RevocationStatus {}

  /**
   * Revoked, by a statement whose signature holds; also by one that is past its time, since a
   * revocation is not taken back by the passing of time.
   *
   * @param reason in words such as {@code key compromise} (RFC 5280, section 5.3.1)
   */
  record Revoked(Instant since, Optional<String> reason) implements RevocationStatus {}

  /** Not revoked, by a statement that is past its time or before it. */
  record Stale(String detail) implements RevocationStatus {}

  /** The source cannot tell. */
  record Unknown(String detail) implements RevocationStatus {}

  /** The statement does not hold: it is malformed, forged or about another certificate. */
  record Invalid(String detail) implements RevocationStatus {}

  /** The word of the contract. */
  default String word() {
    return switch (this) {
      case Good() -> "good";
      case Revoked _ -> "revoked";
      case Stale _ -> "stale";
      case Unknown _ -> "unknown";
      case Invalid _ -> "invalid";
    };
  }

  /** What there is to say beyond the word, as the end of a sentence. */
  default Optional<String> explanation() {
    return switch (this) {
      case Good() -> Optional.empty();
      case Revoked(var since, var reason) ->
          Optional.of("since " + since + reason.map(why -> ", " + why).orElse(""));
      case Stale(var detail) -> Optional.of(detail);
      case Unknown(var detail) -> Optional.of(detail);
      case Invalid(var detail) -> Optional.of(detail);
    };
  }
}
