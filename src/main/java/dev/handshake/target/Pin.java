package dev.handshake.target;

import java.util.Locale;

/** Which certificates a policy allows, by what they are or by what they are called. */
public sealed interface Pin {
  /**
   * The SHA-256 fingerprint of a certificate or of its public key (RFC 7469, section 2.4).
   *
   * @param hex 64 digits in lower case, without colons
   */
  record Sha256(String hex) implements Pin {
    public Sha256 {
      if (!hex.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "fingerprint: " + hex + " (expected: 64 hexadecimal digits)");
      }
    }
  }

  /**
   * A certificate's subject (RFC 4514). Weak evidence: anyone can copy it.
   *
   * @param name as written; compared by its attributes
   */
  record Subject(String name) implements Pin {
    public Subject {
      if (!name.contains("=")) {
        throw new IllegalArgumentException(
            "subject: " + name + " (expected: an RFC 4514 name such as CN=Root,O=Example)");
      }
    }
  }

  /**
   * Reads a fingerprint, with or without colons, in either case, or a subject.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  static Pin parse(String text) {
    String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
    if (digits.matches("[0-9a-f]{64}")) {
      return new Sha256(digits);
    }
    if (text.contains("=")) {
      return new Subject(text);
    }
    throw new IllegalArgumentException(
        "pin: "
            + text
            + " (expected: a SHA-256 fingerprint of 64 hexadecimal digits, or a subject such as"
            + " CN=Root,O=Example)");
  }
}
