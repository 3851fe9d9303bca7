package dev.handshake.target;

import java.nio.file.Path;

/** Something that must be known to us alone: a password or a client's secret. Never printed. */
public sealed interface Secret {
  /**
   * The content of a file, which is read whenever the secret is used, so that it may be rotated.
   *
   * @param path absolute, or relative to the working directory
   */
  record InFile(Path path) implements Secret {}

  /** The secret itself, as it came from the environment. */
  record Given(String text) implements Secret {
    public Given {
      if (text.isBlank()) {
        throw new IllegalArgumentException("secret: (hidden) (expected: not blank)");
      }
    }

    @Override
    public String toString() {
      return "<secret>";
    }
  }
}
