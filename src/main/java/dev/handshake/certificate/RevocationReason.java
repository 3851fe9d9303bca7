package dev.handshake.certificate;

import java.util.Optional;
import java.util.OptionalInt;

/** Why a certificate was revoked (RFC 5280, section 5.3.1). */
final class RevocationReason {
  private RevocationReason() {}

  /** A code in words; empty where none is given or it says no more than that. */
  static Optional<String> text(OptionalInt code) {
    return switch (code.orElse(0)) {
      case 1 -> Optional.of("key compromise");
      case 2 -> Optional.of("CA compromise");
      case 3 -> Optional.of("affiliation changed");
      case 4 -> Optional.of("superseded");
      case 5 -> Optional.of("cessation of operation");
      case 6 -> Optional.of("certificate on hold");
      case 9 -> Optional.of("privilege withdrawn");
      case 10 -> Optional.of("AA compromise");
      default -> Optional.empty();
    };
  }
}
