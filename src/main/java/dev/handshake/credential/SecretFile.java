package dev.handshake.credential;

import dev.handshake.target.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A small file with one secret: a single line, whose end is no part of it. It is read whenever the
 * secret is wanted.
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
      return CredentialFile.use(file, MOST_BYTES, content -> line(file, content));
    } catch (UnusableFile unusable) {
      throw new IllegalArgumentException(
          "%s (expected: a file with one secret in one line, this one %s)"
              .formatted(file, unusable.problem()),
          unusable);
    }
  }

  private static String line(Path file, byte[] content) throws UnusableFile {
    String secret = new String(content, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
    if (secret.isBlank()) {
      throw new UnusableFile(file, "holds an empty line");
    }
    if (secret.chars().anyMatch(Character::isISOControl)) {
      throw new UnusableFile(file, "holds more than one line, or other control characters");
    }
    return secret;
  }
}
