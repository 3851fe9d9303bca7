package dev.handshake.observation;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A TLS alert (RFC 8446, section 6).
 *
 * @param code 0 to 255
 */
public record Alert(Direction direction, int code) {
  /** Who sent it. */
  public enum Direction {
    SENT,
    RECEIVED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "close_notify"),
          Map.entry(10, "unexpected_message"),
          Map.entry(20, "bad_record_mac"),
          Map.entry(21, "decryption_failed"),
          Map.entry(22, "record_overflow"),
          Map.entry(30, "decompression_failure"),
          Map.entry(40, "handshake_failure"),
          Map.entry(41, "no_certificate"),
          Map.entry(42, "bad_certificate"),
          Map.entry(43, "unsupported_certificate"),
          Map.entry(44, "certificate_revoked"),
          Map.entry(45, "certificate_expired"),
          Map.entry(46, "certificate_unknown"),
          Map.entry(47, "illegal_parameter"),
          Map.entry(48, "unknown_ca"),
          Map.entry(49, "access_denied"),
          Map.entry(50, "decode_error"),
          Map.entry(51, "decrypt_error"),
          Map.entry(60, "export_restriction"),
          Map.entry(70, "protocol_version"),
          Map.entry(71, "insufficient_security"),
          Map.entry(80, "internal_error"),
          Map.entry(86, "inappropriate_fallback"),
          Map.entry(90, "user_canceled"),
          Map.entry(100, "no_renegotiation"),
          Map.entry(109, "missing_extension"),
          Map.entry(110, "unsupported_extension"),
          Map.entry(111, "certificate_unobtainable"),
          Map.entry(112, "unrecognized_name"),
          Map.entry(113, "bad_certificate_status_response"),
          Map.entry(114, "bad_certificate_hash_value"),
          Map.entry(115, "unknown_psk_identity"),
          Map.entry(116, "certificate_required"),
          Map.entry(120, "no_application_protocol"),
          Map.entry(121, "ech_required"));

  public Alert {
    if (code < 0 || code > 255) {
      throw new IllegalArgumentException("alert: " + code + " (expected: 0 to 255)");
    }
  }

  /** The registered name, or {@code alert_N} for a code that has none. */
  public String name() {
    return NAMES.getOrDefault(code, "alert_" + code);
  }

  /** Whether, after our Certificate, this alert is about it (40 to 46, 48, 49, 51, 116). */
  public boolean aboutCertificate() {
    return (code >= 40 && code <= 46) || code == 48 || code == 49 || code == 51 || code == 116;
  }

  /** Whether this alert says that nothing offered was acceptable (40, 47, 71). */
  public boolean aboutOffer() {
    return code == 40 || code == 47 || code == 71;
  }

  /** The code of a registered name, as JDK messages spell it. */
  public static OptionalInt codeOf(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .mapToInt(Map.Entry::getKey)
        .findFirst();
  }
}
