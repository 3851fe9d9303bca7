package dev.handshake.credential;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What stands in a {@link Pem}. */
final class PemContent {
  private PemContent() {}

  /** How complaints call it. */
  static Path name(Pem pem) {
    return switch (pem) {
      case Pem.File(var path) -> path;
      case Pem.Text(var name, _) -> Path.of(name);
    };
  }

  /** All certificates in it, at least one. */
  static List<X509Certificate> certificates(Pem pem) throws UnusableFile {
    return switch (pem) {
      case Pem.File(var path) -> CertificateFile.read(path);
      case Pem.Text text -> CertificateFile.parse(name(text), bytes(text));
    };
  }

  static PrivateKey key(Pem pem) throws UnusableFile {
    return switch (pem) {
      case Pem.File(var path) -> KeyFile.read(path, Optional.empty());
      case Pem.Text text -> KeyFile.parse(name(text), bytes(text));
    };
  }

  private static byte[] bytes(Pem.Text text) {
    return text.pem().getBytes(StandardCharsets.UTF_8);
  }
}
