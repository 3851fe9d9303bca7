package dev.handshake.discovery;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A list of groups of targets, as a source gives it.
 *
 * @param place what a complaint calls it: the file, or the name of the source
 */
public record TargetText(Path place, Format format, String content) {
  /** The most bytes that are read of one. */
  public static final int LONGEST = 32 << 20;

  /** How a text is written. */
  public enum Format {
    JSON,
    YAML;

    /** The format of a file, by the end of its name. */
    public static Optional<Format> of(Path file) {
      String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
      if (name.endsWith(".json")) {
        return Optional.of(JSON);
      }
      return name.endsWith(".yml") || name.endsWith(".yaml") ? Optional.of(YAML) : Optional.empty();
    }
  }

  /** The text of bytes in UTF-8, with or without the mark of its byte order. */
  static TargetText of(Path place, Format format, byte[] content) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    return new TargetText(place, format, text.startsWith("\ufeff") ? text.substring(1) : text);
  }

  /** Names the place alone. */
  @Override
  public String toString() {
    return "TargetText[" + place + ", " + format + "]";
  }
}
