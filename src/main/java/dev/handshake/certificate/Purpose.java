package dev.handshake.certificate;

/** What a certificate is shown for. */
public enum Purpose {
  /** To be verified by clients (id-kp-serverAuth, RFC 5280, section 4.2.1.12). */
  SERVER("1.3.6.1.5.5.7.3.1", "server authentication"),
  /** To be verified by servers (id-kp-clientAuth). */
  CLIENT("1.3.6.1.5.5.7.3.2", "client authentication");

  private final String oid;
  private final String text;

  Purpose(String oid, String text) {
    this.oid = oid;
    this.text = text;
  }

  /** The key purpose's object identifier. */
  public String oid() {
    return oid;
  }

  /** The key purpose in words. */
  public String text() {
    return text;
  }
}
