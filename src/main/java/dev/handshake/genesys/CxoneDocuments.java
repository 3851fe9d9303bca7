package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.net.URI;

/** Gets documents about a tenant of CXone, which need no token. */
@FunctionalInterface
public interface CxoneDocuments extends AutoCloseable {
  /** The document at a URL; a failed future bears an {@link ApiException}. */
  Future<JsonNode> get(URI url);

  /** Ends what is kept open for it. */
  @Override
  default void close() {}
}
