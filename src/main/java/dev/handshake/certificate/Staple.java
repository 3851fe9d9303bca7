package dev.handshake.certificate;

/** The OCSP answer that a server may send with its certificate (RFC 6066, section 8). */
public sealed interface Staple {
  /** Whether there was one is not known, or does not matter. */
  record NotAsked() implements Staple {}

  /** We asked for one, and the server's flight came without. */
  record Absent() implements Staple {}

  /**
   * The answer's bytes as sent.
   *
   * @param response an OCSPResponse (RFC 6960, section 4.2.1), if the server sent what it should
   */
  record Sent(byte[] response) implements Staple {}
}
