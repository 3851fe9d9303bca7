package dev.handshake.credential;

import dev.handshake.target.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file with one secret: a single line, whose end is no part of it. It is read again and
 * again, so that it must not be a pipe, which would hold whoever reads it.
 */
public final class SecretFile {
  private static final int MOST_BYTES = 64 << 10;

  private SecretFile() {}

  /**
   * A secret, read from its file where it stands in one.
   *
   * @throws IllegalArgumentException naming the file and what is wrong with it, never its content
   */
  public static String reveal(Secret secret) {
    return switch (secret) {
      case Secret.Given(var text) -> text;
      case Secret.InFile(var path) -> read(path);
    };
  }

  private static String read(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new UnusableFile(file, "is no regular file");
      }
      byte[] content = CredentialFile.read(file, MOST_BYTES);
      String secret = new String(content, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
      if (secret.isBlank()) {
        throw new UnusableFile(file, "holds an empty line");
      }
      if (secret.chars().anyMatch(Character::isISOControl)) {
        throw new UnusableFile(file, "holds more than one line, or other control characters");
      }
      return secret;
    } catch (UnusableFile unusable) {
      throw new IllegalArgumentException(
          "%s (expected: a file with one secret in one line, this one %s)"
              .formatted(file, unusable.problem()),
          unusable);
    }
  }
}
