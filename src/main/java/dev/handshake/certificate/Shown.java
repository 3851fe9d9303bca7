package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;

/** Certificates and times as they may stand in a sentence. */
public final class Shown {
  private static final int LONGEST = 200;

  private Shown() {}

  /** A certificate by its subject, or by its serial number where it has none. */
  public static String name(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    return subject.isEmpty()
        ? "the certificate with serial number " + CertificateReader.serial(certificate)
        : text(subject);
  }

  /** A certificate's issuer, by its name. */
  public static String issuer(X509Certificate certificate) {
    String issuer = certificate.getIssuerX500Principal().getName(X500Principal.RFC2253);
    return issuer.isEmpty() ? "an issuer without a name" : text(issuer);
  }

  /**
   * Text of a peer, cut, and with everything escaped that is not seen or that turns the direction
   * of writing.
   */
  public static String text(String hostile) {
    StringBuilder shown = new StringBuilder();
    hostile.codePoints().limit(LONGEST).forEach(symbol -> append(shown, symbol));
    return hostile.codePointCount(0, hostile.length()) > LONGEST ? shown + "..." : shown.toString();
  }

  private static void append(StringBuilder shown, int symbol) {
    switch (Character.getType(symbol)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED -> {
        for (char unit : Character.toChars(symbol)) {
          shown.append(String.format("\\u%04x", (int) unit));
        }
      }
      default -> shown.appendCodePoint(symbol);
    }
  }

  /** A span of time in whole days, as a person would say it. */
  static String days(Instant from, Instant to) {
    long days = Duration.between(from, to).toDays();
    return switch ((int) Math.min(days, 2)) {
      case 0 -> "less than a day";
      case 1 -> "1 day";
      default -> days + " days";
    };
  }
}
