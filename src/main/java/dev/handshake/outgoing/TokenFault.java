package dev.handshake.outgoing;

import java.time.Duration;
import java.util.Optional;

/** Why there is no token. What it says is safe to show and log. */
public sealed interface TokenFault {
  /** One clause without a full stop. */
  String detail();

  /**
   * Our client id or secret was refused (RFC 6749, section 5.2).
   *
   * @param why what the service says of it, escaped
   */
  record Refused(int status, String why) implements TokenFault {
    @Override
    public String detail() {
      return "the token endpoint refuses the client with HTTP status "
          + status
          + (why.isEmpty() ? "" : ": " + why);
    }
  }

  /** The token endpoint gave no answer. */
  record NoAnswer(CallFault fault) implements TokenFault {
    @Override
    public String detail() {
      return "token endpoint: " + fault.detail();
    }
  }

  /**
   * The token endpoint answered with another status than is documented.
   *
   * @param retryAfter how long it wishes to be left alone
   */
  record UnexpectedStatus(int status, Optional<Duration> retryAfter) implements TokenFault {
    @Override
    public String detail() {
      return "the token endpoint answered with HTTP status " + status;
    }
  }

  /** The answer bears no token that could be used. */
  record Malformed(String why) implements TokenFault {
    @Override
    public String detail() {
      return "the answer of the token endpoint " + why;
    }
  }

  /** Our own secret cannot be read. */
  record NoSecret(String why) implements TokenFault {
    @Override
    public String detail() {
      return why;
    }
  }
}
