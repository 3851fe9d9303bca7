package dev.handshake.certificate;

/** The OCSP answer that a server may send with its certificate (RFC 6066, section 8). */
public sealed interface Staple {
  /** Whether there was one is not known, or does not matter. */
  record NotAsked() implements Staple {}

  /** We asked for one, and the server's flight came without. */
  record Absent() implements Staple {}

  /** An answer's bytes as sent: an OCSPResponse, if the server sent what it should. */
  final class Sent implements Staple {
    private final byte[] response;

    public Sent(byte[] response) {
      this.response = response.clone();
    }

    /** A copy of the bytes (RFC 6960, section 4.2.1). */
    public byte[] response() {
      return response.clone();
    }
  }
}
