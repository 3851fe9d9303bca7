package dev.handshake.genesys;

import static dev.handshake.genesys.SourceFault.INTERNAL;
import static dev.handshake.genesys.SourceFault.INVALID_ANSWER;
import static dev.handshake.genesys.SourceFault.PERMISSION_DENIED;
import static dev.handshake.genesys.SourceFault.RATE_LIMITED;
import static dev.handshake.genesys.SourceFault.SERVER_ERROR;
import static dev.handshake.genesys.SourceFault.TIMEOUT;
import static dev.handshake.genesys.SourceFault.UNAUTHORIZED;
import static dev.handshake.genesys.SourceFault.UNEXPECTED_STATUS;
import static dev.handshake.genesys.SourceFault.UNREACHABLE;
import static dev.handshake.genesys.SourceFault.UNTRUSTED;

import dev.handshake.breaker.Verdict;
import dev.handshake.outgoing.CallFault;
import dev.handshake.outgoing.Reply;
import dev.handshake.outgoing.TokenFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt that did not succeed.
 *
 * @param detail one clause without a full stop, safe to show
 * @param again for which requests another attempt may do better
 * @param wish how long we are asked to wait before it
 */
record Setback(SourceFault fault, String detail, Again again, Optional<Duration> wish) {
  /** Which requests may be sent again. */
  enum Again {
    NEVER,
    /** Those that change nothing. */
    IF_SAFE,
    /** All, since it was not even looked at. */
    ALWAYS
  }

  /** An answer that grants nothing, and what it says. */
  static Setback of(Reply reply, ErrorBody said, Instant now) {
    int status = reply.status();
    String detail = said.detail(status);
    Optional<Duration> wish = reply.retryAfter(now);
    return switch (status) {
      case 401 -> never(UNAUTHORIZED, detail);
      case 403 -> never(PERMISSION_DENIED, detail);
      default -> ofStatus(status, detail, wish);
    };
  }

  static Setback of(CallFault fault) {
    return switch (fault) {
      case CallFault.Unreachable _ ->
          new Setback(UNREACHABLE, fault.detail(), Again.IF_SAFE, Optional.empty());
      case CallFault.TimedOut _ -> never(TIMEOUT, fault.detail());
      case CallFault.Untrusted _ -> never(UNTRUSTED, fault.detail());
      case CallFault.TooLarge _ -> never(INVALID_ANSWER, fault.detail());
    };
  }

  static Setback of(TokenFault fault) {
    return switch (fault) {
      case TokenFault.Refused _ -> never(UNAUTHORIZED, fault.detail());
      case TokenFault.NoAnswer(var call) -> {
        Setback setback = of(call);
        yield new Setback(setback.fault, fault.detail(), setback.again, setback.wish);
      }
      case TokenFault.UnexpectedStatus(var status, var wish) ->
          ofStatus(status, fault.detail(), wish);
      case TokenFault.Malformed _ -> never(INVALID_ANSWER, fault.detail());
      case TokenFault.NoSecret _ -> never(INTERNAL, fault.detail());
    };
  }

  static Setback invalid(String detail) {
    return never(INVALID_ANSWER, detail);
  }

  /** What it means to the breaker: whether the API was there. */
  Verdict verdict() {
    return switch (fault) {
      case UNREACHABLE, TIMEOUT, UNTRUSTED, SERVER_ERROR -> Verdict.FAILURE;
      case UNAUTHORIZED, INTERNAL, BREAKER_OPEN -> Verdict.NO_CHANGE;
      case PERMISSION_DENIED, RATE_LIMITED, UNEXPECTED_STATUS, INVALID_ANSWER -> Verdict.SUCCESS;
    };
  }

  ApiException exception() {
    return new ApiException(fault, detail, wish);
  }

  private static Setback ofStatus(int status, String detail, Optional<Duration> wish) {
    return switch (status) {
      case 429 -> new Setback(RATE_LIMITED, detail, Again.ALWAYS, wish);
      case 502, 503, 504 -> new Setback(SERVER_ERROR, detail, Again.IF_SAFE, wish);
      default -> never(status >= 500 ? SERVER_ERROR : UNEXPECTED_STATUS, detail);
    };
  }

  private static Setback never(SourceFault fault, String detail) {
    return new Setback(fault, detail, Again.NEVER, Optional.empty());
  }
}
