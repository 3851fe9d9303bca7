package dev.handshake.reason;

import java.util.Locale;

/** What proved that the server let us in, weakest first. */
public enum Evidence {
  /**
   * TLS 1.2: the server's Finished came after our Certificate. Proves that the TLS layer did not
   * refuse.
   */
  SERVER_FINISHED,
  /**
   * TLS 1.3: a NewSessionTicket came after our Finished. Proves that the TLS layer did not refuse.
   */
  SESSION_TICKET,
  /** The application sent data after our Finished. */
  APPLICATION_DATA,
  /** The application answered our HTTP request. */
  HTTP_STATUS;

  /** Whether this proves more than that the TLS layer did not refuse. */
  public boolean byApplication() {
    return this == APPLICATION_DATA || this == HTTP_STATUS;
  }

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
