package dev.handshake.credential;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates or a key in PEM: a file of it, or a text that stands in a configuration. */
public sealed interface Pem {
  /** A file. */
  record File(Path path) implements Pem {}

  /**
   * A text.
   *
   * @param name what complaints call it
   */
  record Text(String name, String pem) implements Pem {
    /** Names the text and does not quote it. */
    @Override
    public String toString() {
      return "Text[" + name + "]";
    }
  }

  /**
   * All certificates in it, at least one.
   *
   * @throws IllegalArgumentException where it holds none, or a damaged one
   */
  default List<X509Certificate> certificates() {
    try {
      return PemContent.certificates(this);
    } catch (UnusableFile unusable) {
      throw new IllegalArgumentException(
          "%s (expected: certificates in PEM, this %s)"
              .formatted(PemContent.name(this), unusable.problem()),
          unusable);
    }
  }
}
