package dev.handshake.cli;

/** Something on the command line that cannot be meant: name, value and what was expected. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
