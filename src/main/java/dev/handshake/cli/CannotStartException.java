package dev.handshake.cli;

/** The agent cannot start as it was told to, on an address that is taken for instance. */
final class CannotStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String complaint;

  CannotStartException(String complaint, Throwable cause) {
    super(complaint, cause);
    this.complaint = complaint;
  }

  @Override
  public String getMessage() {
    return complaint;
  }
}
