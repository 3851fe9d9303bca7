package dev.handshake.certificate;

import java.security.cert.CRLReason;
import java.util.Optional;
import java.util.OptionalInt;

/** Why a certificate was revoked (RFC 5280, section 5.3.1). */
final class RevocationReason {
  private RevocationReason() {}

  /** A list's reason in words; empty where it says no more than that. */
  static Optional<String> text(CRLReason reason) {
    return switch (reason) {
      case UNSPECIFIED, UNUSED, REMOVE_FROM_CRL -> Optional.empty();
      case KEY_COMPROMISE -> text(OptionalInt.of(1));
      case CA_COMPROMISE -> text(OptionalInt.of(2));
      case AFFILIATION_CHANGED -> text(OptionalInt.of(3));
      case SUPERSEDED -> text(OptionalInt.of(4));
      case CESSATION_OF_OPERATION -> text(OptionalInt.of(5));
      case CERTIFICATE_HOLD -> text(OptionalInt.of(6));
      case PRIVILEGE_WITHDRAWN -> text(OptionalInt.of(9));
      case AA_COMPROMISE -> text(OptionalInt.of(10));
    };
  }

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
