package dev.handshake.target;

import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

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
   * @param name as written; compared by its attributes, in this order or in that of openssl, which
   *     writes the country first
   */
  record Subject(String name) implements Pin {
    public Subject {
      parsed(name);
    }

    /** Whether a distinguished name is this one, spaces and case aside (RFC 5280, section 7.1). */
    public boolean names(X500Principal subject) {
      return subject.equals(parsed(name)) || subject.equals(parsed(reversed(name)));
    }

    private static X500Principal parsed(String name) {
      try {
        X500Principal principal = DistinguishedName.parse(name);
        if (!principal.getName().isEmpty()) {
          return principal;
        }
      } catch (IllegalArgumentException malformed) {
        // Said below, in the words of whoever wrote it.
      }
      throw new IllegalArgumentException(
          "subject: " + name + " (expected: an RFC 4514 name such as CN=Root,O=Example)");
    }

    private static String reversed(String name) {
      try {
        List<Rdn> parts = new LdapName(DistinguishedName.parse(name).getName()).getRdns();
        return new LdapName(parts.reversed()).toString();
      } catch (InvalidNameException impossible) {
        throw new AssertionError("a parsed name has its parts", impossible);
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
