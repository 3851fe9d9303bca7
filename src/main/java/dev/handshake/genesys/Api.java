package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.List;

/**
 * Asks the API in the name of one organization. Retries, tokens, limits and the breaker are behind
 * it; a failed future bears an {@link ApiException}.
 */
public interface Api {
  /**
   * GET of a path.
   *
   * @param source for whom, which labels the metrics
   * @param path with its query, beginning with {@code /api/v2/}
   */
  Future<JsonNode> get(Source source, String path);

  /** POST of JSON to a path. */
  Future<JsonNode> post(Source source, String path, JsonNode body);

  /** The {@code entities} of all pages of a listing, in order; fails where a page does. */
  Future<List<JsonNode>> list(Source source, String path);
}
