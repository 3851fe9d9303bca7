package dev.handshake.lab;

/** A habit of a TLS server that its clients have to live with. */
public enum Quirk {
  /**
   * Closes right after a fatal alert, with the client's last messages unread: the alert races a
   * reset.
   */
  CLOSES_ABRUPTLY,
  /** Sends no session tickets, so that in TLS 1.3 nothing follows the client's Finished. */
  NO_TICKETS,
  /** Sends the warning unrecognized_name ahead of its ServerHello (RFC 6066, section 3). */
  WARNS_ABOUT_NAME,
  /** Refuses every server name but one that nobody asks for. */
  KNOWS_OTHER_NAME
}
