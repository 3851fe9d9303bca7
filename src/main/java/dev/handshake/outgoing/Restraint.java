package dev.handshake.outgoing;

import dev.handshake.certificate.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For how long a token endpoint is left alone after a failure that asking again does not mend:
 * twice as long after each refusal of the same credentials, and until the next poll after an answer
 * that makes no sense.
 */
final class Restraint {
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofHours(1);

  private final Duration once;
  private final Duration least;
  private final Duration most;
  private Duration next;
  private @Nullable Hold hold;

  private record Hold(TokenFault fault, String secret, Instant until) {}

  /**
   * @param pollInterval from one need of the token to the next; a little less counts as that, since
   *     the answer comes later than the question
   */
  Restraint(Duration pollInterval) {
    this.once = nearly(pollInterval);
    this.least = nearly(pollInterval.compareTo(LEAST) < 0 ? LEAST : pollInterval);
    this.most = least.compareTo(MOST) < 0 ? MOST : least;
    this.next = least;
  }

  private static Duration nearly(Duration interval) {
    return interval.multipliedBy(9).dividedBy(10);
  }

  Duration least() {
    return least;
  }

  /** Why nothing is asked now; empty if it may be, as with another secret than was refused. */
  synchronized Optional<TokenFault> reason(String secret, Instant now) {
    return Optional.ofNullable(hold)
        .filter(one -> now.isBefore(one.until()) && one.secret().equals(digest(secret)))
        .map(Hold::fault);
  }

  /** Takes a failure into account. */
  synchronized void consider(TokenFault fault, String secret, Instant now) {
    switch (fault) {
      case TokenFault.Refused _ -> refused(fault, digest(secret), now);
      case TokenFault.NoAnswer(var call) -> {
        if (call instanceof CallFault.Untrusted) {
          leave(fault, secret, now, least);
        }
      }
      case TokenFault.UnexpectedStatus(var status, var wish) -> {
        if (wish.isPresent() || status < 500) {
          leave(fault, secret, now, wish.orElse(once));
        }
      }
      case TokenFault.Malformed _ -> leave(fault, secret, now, once);
      case TokenFault.NoSecret _ -> {}
    }
  }

  private void leave(TokenFault fault, String secret, Instant now, Duration wait) {
    hold = new Hold(fault, digest(secret), now.plus(wait.compareTo(most) < 0 ? wait : most));
  }

  private void refused(TokenFault fault, String digest, Instant now) {
    boolean again =
        hold != null && hold.fault() instanceof TokenFault.Refused && hold.secret().equals(digest);
    Duration doubled = next.multipliedBy(2);
    next = !again ? least : doubled.compareTo(most) < 0 ? doubled : most;
    hold = new Hold(fault, digest, now.plus(next));
  }

  /** A token was issued: all is forgotten. */
  synchronized void lift() {
    hold = null;
  }

  private static String digest(String secret) {
    return Fingerprint.sha256(secret.getBytes(StandardCharsets.UTF_8));
  }
}
