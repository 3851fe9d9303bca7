package dev.handshake.lab;

/** What a server of the lab that has no TLS library does with a connection. */
public enum Script {
  /** Answers in plain HTTP. */
  PLAIN_HTTP,
  /** Speaks first, as a mail server does. */
  BANNER,
  /** Answers with bytes of no protocol. */
  GARBAGE,
  /** Accepts, reads and says nothing. */
  SILENCE,
  /** Sends one byte a second of what looks like a handshake. */
  DRIP,
  /** Ends the connection in order, at once. */
  CLOSE,
  /** Resets the connection after the ClientHello. */
  RESET,
  /** Resets the connection as soon as it stands, as load balancers without a back end do. */
  RESET_AT_ONCE,
  /** Sends the alert protocol_version (70). */
  PROTOCOL_ALERT,
  /** Sends a ServerHello of TLS 1.0, as servers do that know nothing newer. */
  OLD_SERVER_HELLO,
  /** Sends the alert internal_error (80). */
  INTERNAL_ALERT,
  /** Sends a Finished where a ServerHello belongs. */
  FINISHED_FIRST,
  /** Begins a Certificate message of 16 MiB and goes on for as long as it is listened to. */
  ENDLESS_CERTIFICATE
}
