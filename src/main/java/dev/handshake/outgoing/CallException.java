package dev.handshake.outgoing;

/** That a call got no answer. Its message is that of the fault. */
public final class CallException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CallFault fault;

  public CallException(CallFault fault) {
    super(fault.detail(), null, false, false);
    this.fault = fault;
  }

  public CallFault fault() {
    return fault;
  }
}
