package dev.handshake.genesys;

/** By whose trust the platform's client certificates are judged before they are shown. */
public sealed interface ReadinessCheck {
  /** A gateway's trust store, which the operator has as a file. */
  record ByTrustStore(String trust) implements ReadinessCheck {}

  /**
   * The authorities that a probed gateway names in its CertificateRequest: names alone, which prove
   * no trust (RFC 8446, section 4.2.4).
   */
  record ByNames(String target) implements ReadinessCheck {}
}
