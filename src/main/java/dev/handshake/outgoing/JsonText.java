package dev.handshake.outgoing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * JSON of a peer, bounded in depth and in its parts: of a body of brackets alone, each byte becomes
 * some fifty in memory.
 */
public final class JsonText {
  private static final int DEEPEST = 100;
  private static final int MOST_TOKENS = 400_000;
  private static final int OF_EACH_PART = 32;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxTokenCount(MOST_TOKENS)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /**
   * Reads a body.
   *
   * @return the missing node for an empty one
   * @throws IOException if it is no JSON, is more than one document, or goes beyond the bounds
   */
  public static JsonNode read(Buffer body) throws IOException {
    return JSON.readTree(body.getBytes());
  }

  /** About how many bytes a body becomes in memory. */
  public static long weight(Buffer body) {
    long parts = 0;
    for (int at = 0; at < body.length(); at++) {
      switch (body.getByte(at)) {
        case ',', ':', '{', '[' -> parts++;
        default -> {}
      }
    }
    return body.length() + OF_EACH_PART * parts;
  }
}
