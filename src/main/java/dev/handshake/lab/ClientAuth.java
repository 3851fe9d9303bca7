package dev.handshake.lab;

/** What a server of the lab does about client certificates. */
public enum ClientAuth {
  /** Does not ask. */
  NONE,
  /** Asks, lets clients without one in, and refuses those with a bad one in TLS. */
  WANTED,
  /** Asks, and refuses in TLS. */
  NEEDED,
  /** Asks, lets everyone pass in TLS, and refuses in HTTP, as nginx does. */
  JUDGED_IN_HTTP,
  /** Asks, and never comes to an end judging the answer. */
  JUDGED_FOREVER
}
