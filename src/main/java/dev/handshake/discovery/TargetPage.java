package dev.handshake.discovery;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An answer to the question for targets over HTTP, in Prometheus' format http_sd.
 *
 * @param type of its content, as the header says
 */
public record TargetPage(int status, Optional<String> type, Buffer body) {
  /** As Prometheus takes it. */
  private static final Pattern JSON =
      Pattern.compile("(?i:application/json(;\\s*charset=(\"utf-8\"|utf-8))?)");

  private static final int FINE = 200;

  /**
   * The list in the answer.
   *
   * @throws IllegalArgumentException saying what is wrong with the answer as such
   */
  TargetText text(Path place) {
    if (status != FINE) {
      throw wrong(place, "answered with HTTP status " + status, "200, redirects are not followed");
    }
    if (!JSON.matcher(type.orElse("").strip()).matches()) {
      throw wrong(place, "the content is of another type", "Content-Type: application/json");
    }
    try {
      return TargetText.of(place, TargetText.Format.JSON, body.getBytes());
    } catch (CharacterCodingException notUtf8) {
      throw wrong(place, "the content is not UTF-8", "JSON in UTF-8");
    }
  }

  private static IllegalArgumentException wrong(Path place, String what, String expected) {
    return new IllegalArgumentException("%s: %s (expected: %s)".formatted(place, what, expected));
  }

  /** Tells nothing of the content. */
  @Override
  public String toString() {
    return "TargetPage[" + status + ", " + body.length() + " bytes]";
  }
}
