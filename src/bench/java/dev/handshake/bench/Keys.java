package dev.handshake.bench;

import dev.handshake.lab.HeldCertificate;
import java.time.Instant;

/** Of what kind the keys of a server, its clients and their authorities are. */
enum Keys {
  P_256("P-256"),
  RSA_2048("RSA-2048");

  private final String word;

  Keys(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /** A certificate that is to be minted with such a key. */
  HeldCertificate.Builder named(String commonName, Instant now) {
    HeldCertificate.Builder certificate = HeldCertificate.named(commonName, now);
    return switch (this) {
      case P_256 -> certificate.ec("secp256r1");
      case RSA_2048 -> certificate.rsa(2048);
    };
  }
}
