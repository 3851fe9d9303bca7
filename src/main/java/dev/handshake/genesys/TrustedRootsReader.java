package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Reads the roots that the platform trusts. */
final class TrustedRootsReader {
  private static final String PATH = "/api/v2/integrations/actions/certificates/truststore";
  private static final int MOST = 2_000;

  private TrustedRootsReader() {}

  static Future<TrustedRoots> ask(Api api) {
    return Parser.of(api.get(Source.TRUSTSTORE, PATH), TrustedRootsReader::read);
  }

  /** An empty trust store is not believed: nothing could be called with it. */
  static TrustedRoots read(JsonNode answer) throws ApiException {
    List<JsonNode> entities = Fields.entities(answer);
    if (entities.isEmpty() || entities.size() < answer.path("total").asInt(0)) {
      throw Fields.invalid("the trust store is empty or not complete");
    }
    List<String> serials = new ArrayList<>();
    for (Fields root : Fields.each(entities, MOST)) {
      String serial = root.label("serialNumber");
      if (TrustedRoots.readings(serial).isEmpty()) {
        throw Fields.invalid("a serial number is missing or no number");
      }
      serials.add(serial);
    }
    return new TrustedRoots(serials);
  }
}
