package dev.handshake.preamble;

/** What is done next in a conversation in plain text, given what was heard and not yet taken. */
public sealed interface Step {
  /** Nothing yet: what was heard is the beginning of something. */
  record More() implements Step {}

  /**
   * Some of what was heard is taken, something is said, and listening goes on.
   *
   * @param taken how many of the bytes heard are dealt with
   * @param words to be sent; may be empty
   * @param awaited what is to come next, as a noun: {@code answer to EHLO}
   * @param next judges it
   */
  record Say(int taken, Octets words, String awaited, State next) implements Step {}

  /**
   * The other side has agreed, and the next byte is TLS.
   *
   * @param taken how many of the bytes heard were its agreement and what led to it
   */
  record Agreed(int taken) implements Step {}

  /**
   * It will not be.
   *
   * @param detail what the other side did, as a verb and what belongs to it; escaped and cut
   */
  record Refused(String detail) implements Step {}

  /** Judges all bytes that were heard and not yet taken; never changes anything. */
  @FunctionalInterface
  interface State {
    Step hear(Octets heard);
  }

  /** The other side speaks first. */
  static Step listen(String awaited, State next) {
    return new Say(0, Octets.NONE, awaited, next);
  }

  /** A line is said, and answered. */
  static Step command(int taken, String line, String verb, State next) {
    return new Say(taken, Octets.of(line + "\r\n"), "answer to " + verb, next);
  }

  /** What came has no place in this protocol. */
  static Step nonsense(String protocol, Octets heard) {
    return new Refused("said %s, which is no %s".formatted(heard.quoted(), protocol));
  }
}
