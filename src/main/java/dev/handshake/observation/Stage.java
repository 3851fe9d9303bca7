package dev.handshake.observation;

/** How far the handshake had come, in its order (RFC 8446, section 2). */
public enum Stage {
  /** Our ClientHello is out, nothing has come back. */
  CLIENT_HELLO,
  /** The server's ServerHello has come, its certificate has not. */
  SERVER_HELLO,
  /** The server's certificate has come, our last flight has not left. */
  CERTIFICATE,
  /** Our Certificate (or its absence) has left; in TLS 1.2 the server's Finished is awaited. */
  CLIENT_CERTIFICATE,
  /** Our Finished has left, and in TLS 1.2 the server's has come. */
  FINISHED,
  /** The HTTP request has left. */
  REQUEST
}
