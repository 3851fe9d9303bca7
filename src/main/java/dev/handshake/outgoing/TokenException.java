package dev.handshake.outgoing;

/** That there is no token. Its message is that of the fault. */
public final class TokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient TokenFault fault;

  public TokenException(TokenFault fault) {
    super(fault.detail(), null, false, false);
    this.fault = fault;
  }

  public TokenFault fault() {
    return fault;
  }
}
