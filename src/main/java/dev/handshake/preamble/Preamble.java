package dev.handshake.preamble;

import dev.handshake.target.Endpoint;
import dev.handshake.target.StartTls;
import java.net.InetAddress;

/** A conversation in plain text after which TLS begins on the same connection. */
public sealed interface Preamble
    permits ConnectPreamble,
        FtpPreamble,
        ImapPreamble,
        LdapPreamble,
        MysqlPreamble,
        Pop3Preamble,
        PostgresPreamble,
        SmtpPreamble,
        XmppPreamble {

  /** More bytes than this are listened to by none. */
  int MOST_BYTES = 16 * 1024;

  /** What is done before anything was heard. */
  Step begin();

  /** Asks an HTTP proxy to connect to an endpoint (RFC 9110, section 9.3.6). */
  static Preamble connect(Endpoint endpoint) {
    return new ConnectPreamble(endpoint);
  }

  /**
   * Asks a server for TLS.
   *
   * @param serverName the host that is meant, where a protocol names it
   * @param local our own address, where a protocol wants us to introduce ourselves
   */
  static Preamble of(StartTls protocol, String serverName, InetAddress local) {
    return switch (protocol) {
      case SMTP -> new SmtpPreamble(local);
      case IMAP -> new ImapPreamble();
      case POP3 -> new Pop3Preamble();
      case FTP -> new FtpPreamble();
      case LDAP -> new LdapPreamble();
      case POSTGRES -> new PostgresPreamble();
      case MYSQL -> new MysqlPreamble();
      case XMPP -> new XmppPreamble(serverName);
    };
  }
}
