package dev.handshake.certificate;

/** What a certificate is shown for. */
public enum Purpose {
  /** To be verified by clients (id-kp-serverAuth, RFC 5280, section 4.2.1.12). */
  SERVER("1.3.6.1.5.5.7.3.1", "server authentication", "server"),
  /** To be verified by servers (id-kp-clientAuth). */
  CLIENT("1.3.6.1.5.5.7.3.2", "client authentication", "client");

  private final String oid;
  private final String text;
  private final String sender;

  Purpose(String oid, String text, String sender) {
    this.oid = oid;
    this.text = text;
    this.sender = sender;
  }

  /** The key purpose's object identifier. */
  public String oid() {
    return oid;
  }

  /** The key purpose in words. */
  public String text() {
    return text;
  }

  /** Who shows the certificate, in one word. */
  String sender() {
    return sender;
  }
}
