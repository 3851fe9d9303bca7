package dev.handshake.diagnosis;

import dev.handshake.certificate.Fingerprint;
import dev.handshake.certificate.Shown;
import dev.handshake.target.Pin;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Whether a certificate is one of those that an operator named. */
final class Pins {
  private static final int DIGITS_SHOWN = 16;

  private Pins() {}

  /** Whether any of the pins means this certificate. */
  static boolean name(List<Pin> pins, X509Certificate certificate) {
    return pins.stream().anyMatch(pin -> means(pin, certificate));
  }

  /** Whether any of the pins is this subject; a fingerprint cannot be compared with a name. */
  static boolean name(List<Pin> pins, X500Principal subject) {
    return pins.stream().anyMatch(pin -> pin instanceof Pin.Subject it && it.names(subject));
  }

  /** Whether any of the pins is the fingerprint of this certificate or of its key. */
  static boolean fingerprint(List<Pin> pins, X509Certificate certificate) {
    return pins.stream().anyMatch(pin -> pin instanceof Pin.Sha256 it && isOf(it, certificate));
  }

  /** The pins as they stand in a sentence. */
  static String shown(List<Pin> pins) {
    return Wording.some(pins.stream().map(Pins::shown).toList());
  }

  /** A certificate by its name and the fingerprint that a pin may bear. */
  static String shown(X509Certificate certificate) {
    return Shown.name(certificate) + " (SHA-256 " + cut(fingerprint(certificate)) + ")";
  }

  private static boolean means(Pin pin, X509Certificate certificate) {
    return switch (pin) {
      case Pin.Sha256 sha256 -> isOf(sha256, certificate);
      case Pin.Subject subject -> subject.names(certificate.getSubjectX500Principal());
    };
  }

  private static boolean isOf(Pin.Sha256 pin, X509Certificate certificate) {
    return pin.hex().equals(fingerprint(certificate))
        || pin.hex().equals(Fingerprint.sha256(certificate.getPublicKey().getEncoded()));
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return Fingerprint.sha256(certificate.getEncoded());
    } catch (CertificateEncodingException unreadable) {
      throw new IllegalArgumentException("a parsed certificate that has no encoding", unreadable);
    }
  }

  private static String shown(Pin pin) {
    return switch (pin) {
      case Pin.Sha256 sha256 -> "SHA-256 " + cut(sha256.hex());
      case Pin.Subject subject -> Shown.text(subject.name());
    };
  }

  private static String cut(String hex) {
    return hex.substring(0, DIGITS_SHOWN) + "...";
  }
}
