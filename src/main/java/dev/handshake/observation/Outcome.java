package dev.handshake.observation;

import dev.handshake.reason.Phase;
import java.util.Optional;

/** How one probe ended. */
public sealed interface Outcome {
  /** Whether the handshake had come so far, however the probe went on. */
  default boolean reached(Stage least) {
    return switch (this) {
      case Completed _, HttpInvalid _ -> true;
      case TimedOut(var phase) -> phase.compareTo(Phase.HANDSHAKE) > 0;
      case OwnFault(var phase, _) -> phase.compareTo(Phase.HANDSHAKE) > 0;
      case Closed(var stage) -> stage.compareTo(least) >= 0;
      case Reset(var stage) -> stage.compareTo(least) >= 0;
      case AlertReceived(_, var stage) -> stage.compareTo(least) >= 0;
      case BrokeOff(_, _, _, var stage) -> stage.compareTo(least) >= 0;
      case ResolveFailed _,
          ConnectFailed _,
          ProxyFailed _,
          StartTlsFailed _,
          NotTls _,
          TooLarge _,
          IdentityUnusable _ ->
          false;
    };
  }

  /**
   * All phases that the target asks for were passed, or the server's answer to our certificate is
   * all there is.
   */
  record Completed() implements Outcome {}

  /** The name gave no address. */
  record ResolveFailed(ResolveFault fault, String detail) implements Outcome {}

  /** What went wrong with a name. */
  enum ResolveFault {
    NOT_FOUND,
    NO_ADDRESS,
    FAILED,
    TIMEOUT
  }

  /** No address could be connected to. */
  record ConnectFailed(ConnectFault fault, String detail) implements Outcome {}

  /** What went wrong with TCP. */
  enum ConnectFault {
    REFUSED,
    TIMEOUT,
    UNREACHABLE
  }

  /**
   * The proxy made no connection to the target.
   *
   * @param detail what it did instead, as a verb and what belongs to it
   */
  record ProxyFailed(String detail) implements Outcome {}

  /**
   * The server did not agree to begin TLS.
   *
   * @param detail what it did instead, as a verb and what belongs to it
   */
  record StartTlsFailed(String detail) implements Outcome {}

  /** The peer answered, but not in TLS; {@code sample} is its first bytes, escaped and cut. */
  record NotTls(String sample) implements Outcome {}

  /** The phase in hand took longer than it may. */
  record TimedOut(Phase phase) implements Outcome {}

  /** The peer ended the connection, in order, without an alert. */
  record Closed(Stage stage) implements Outcome {}

  /** The peer reset the connection. */
  record Reset(Stage stage) implements Outcome {}

  /** The peer sent a fatal alert. */
  record AlertReceived(Alert alert, Stage stage) implements Outcome {}

  /** Our own engine broke off: what the peer sent was not acceptable to it. */
  record BrokeOff(BreakOff why, String detail, Optional<Alert> sent, Stage stage)
      implements Outcome {}

  /** Why our own engine broke off. */
  enum BreakOff {
    /** The server chose a version that we do not allow. */
    PROTOCOL,
    /** The server chose a suite, group or signature that this engine cannot do. */
    PARAMETERS,
    /** The server's messages break the protocol. */
    VIOLATION
  }

  /** The server's flight is larger than we accept. */
  record TooLarge(int bytes) implements Outcome {}

  /** Our own certificate or key could not be used; nothing was sent. */
  record IdentityUnusable(String identity, String detail) implements Outcome {}

  /** The HTTP answer was not HTTP, or ended before its headers did. */
  record HttpInvalid(String detail) implements Outcome {}

  /** Our own fault or shortage. */
  record OwnFault(Phase phase, String detail) implements Outcome {}
}
