package dev.handshake.outgoing;

import java.time.Instant;

/**
 * A bearer token (RFC 6750). Its text is opaque to us.
 *
 * @param expires when the service says that it ends
 */
public record AccessToken(String text, Instant expires) {
  /** The value of an Authorization header. */
  public String authorization() {
    return "Bearer " + text;
  }

  /** Says when it ends and never what it is. */
  @Override
  public String toString() {
    return "AccessToken[<secret>, " + expires + "]";
  }
}
