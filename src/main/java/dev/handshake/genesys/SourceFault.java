package dev.handshake.genesys;

import java.util.Locale;

/** Why a source is down: a closed list, the same words in labels, logs and the runbook. */
public enum SourceFault {
  /** The API's host cannot be reached, or ended the connection. */
  UNREACHABLE,
  /** No answer in time. */
  TIMEOUT,
  /** The API's certificate does not verify; never tried again within a poll. */
  UNTRUSTED,
  /** Our client id or secret was refused; never tried again within a poll. */
  UNAUTHORIZED,
  /** The client lacks a permission. */
  PERMISSION_DENIED,
  /** Too many requests. */
  RATE_LIMITED,
  /** A 5xx after all attempts. */
  SERVER_ERROR,
  /** Another status than the API documents. */
  UNEXPECTED_STATUS,
  /** An answer that is cut off, no JSON, of another shape, or not believable. */
  INVALID_ANSWER,
  /** Not asked, since the API failed just now. */
  BREAKER_OPEN,
  /** Our own: the secret cannot be read, say. */
  INTERNAL;

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
