package dev.handshake.genesys;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** That a request to the API got no answer one could use. Its message bears no secret. */
public final class ApiException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final SourceFault fault;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param detail one clause without a full stop: permission, status or what was wrong; safe to
   *     show
   */
  public ApiException(SourceFault fault, String detail) {
    this(fault, detail, Optional.empty());
  }

  /**
   * @param retryAfter how long the API wishes to be left alone
   */
  public ApiException(SourceFault fault, String detail, Optional<Duration> retryAfter) {
    super(detail, null, false, false);
    this.fault = fault;
    this.retryAfter = retryAfter;
  }

  public SourceFault fault() {
    return fault;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** The message, which is always there. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
