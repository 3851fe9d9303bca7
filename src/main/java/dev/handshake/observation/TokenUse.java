package dev.handshake.observation;

/** Whether the HTTP request bore an access token (RFC 6750, section 2.1), and if not, why. */
public sealed interface TokenUse {
  /** None was wanted. */
  record NotWanted() implements TokenUse {}

  /** It did. */
  record Borne() implements TokenUse {}

  /** One was wanted, and is sent to no server that is not verified. */
  record Withheld() implements TokenUse {}

  /**
   * One was wanted, and there was none.
   *
   * @param why one clause without a full stop, which bears no secret
   */
  record Missing(String why) implements TokenUse {}
}
