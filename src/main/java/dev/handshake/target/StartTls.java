package dev.handshake.target;

import java.util.Locale;

/** The protocols whose plain-text preamble can ask for TLS. */
public enum StartTls {
  /** RFC 3207. */
  SMTP,
  /** RFC 9051, section 6.2.1. */
  IMAP,
  /** RFC 2595, section 4. */
  POP3,
  /** RFC 4217. */
  FTP,
  /** RFC 4511, section 4.14. */
  LDAP,
  /** The SSLRequest of PostgreSQL's frontend protocol. */
  POSTGRES,
  /** The SSLRequest of MySQL's client protocol. */
  MYSQL,
  /** RFC 6120, section 5. */
  XMPP;

  /** The word of the contract: the constant's name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
