package dev.handshake.genesys;

import dev.handshake.outgoing.Reply;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much we may ask, as the headers of an answer say.
 *
 * @param allowed requests in the present window
 * @param used of those
 * @param reset seconds until the window ends
 */
public record RateLimit(OptionalInt allowed, OptionalInt used, OptionalInt reset) {
  /** What an answer says; empty where it says nothing of it. */
  static Optional<RateLimit> of(Reply reply) {
    RateLimit limit =
        new RateLimit(
            number(reply, "inin-ratelimit-allowed"),
            number(reply, "inin-ratelimit-count"),
            number(reply, "inin-ratelimit-reset"));
    return Optional.of(limit)
        .filter(
            said -> said.allowed.isPresent() || said.used.isPresent() || said.reset.isPresent());
  }

  private static OptionalInt number(Reply reply, String header) {
    return reply
        .header(header)
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> OptionalInt.of(Integer.parseInt(text)))
        .orElse(OptionalInt.empty());
  }
}
