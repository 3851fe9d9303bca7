package dev.handshake.credential;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
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

  static byte[] read(Pem pem) throws UnusableFile {
    return switch (pem) {
      case Pem.File(var path) -> CredentialFile.read(path);
      case Pem.Text(_, var text) -> text.getBytes(StandardCharsets.UTF_8);
    };
  }

  static PrivateKey key(Pem pem) throws UnusableFile {
    return switch (pem) {
      case Pem.File(var path) -> KeyFile.read(path, Optional.empty());
      case Pem.Text text -> KeyFile.parse(name(text), read(text));
    };
  }
}
