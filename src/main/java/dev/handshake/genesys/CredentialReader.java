package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the list of credentials, which bears no secret. The call for a single one would: it is
 * never made.
 */
final class CredentialReader {
  private static final String PATH = "/api/v2/integrations/credentials";
  private static final int MOST = 500;

  private CredentialReader() {}

  static Future<List<IntegrationCredential>> ask(Api api) {
    return Parser.of(api.list(Source.CREDENTIALS, PATH), CredentialReader::read);
  }

  static List<IntegrationCredential> read(List<JsonNode> entities) throws ApiException {
    List<IntegrationCredential> credentials = new ArrayList<>();
    for (Fields entity : Fields.each(entities, MOST)) {
      Fields type = entity.object("type");
      Optional<Instant> modified = entity.time("modifiedDate");
      credentials.add(
          new IntegrationCredential(
              entity.id(),
              entity.label("name"),
              type.text("name").orElse(type.label("id")),
              modified.or(() -> entity.time("createdDate"))));
    }
    return credentials;
  }
}
