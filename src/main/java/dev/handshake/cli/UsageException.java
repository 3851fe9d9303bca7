package dev.handshake.cli;

/** Something on the command line that cannot be meant: name, value and what was expected. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String complaint;

  UsageException(String complaint) {
    super(complaint);
    this.complaint = complaint;
  }

  @Override
  public String getMessage() {
    return complaint;
  }
}
