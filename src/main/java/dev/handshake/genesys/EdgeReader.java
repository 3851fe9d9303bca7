package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.certificate.PeerCertificate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Reads the authorities that edges and phones trust. */
final class EdgeReader {
  private static final String PATH = "/api/v2/telephony/providers/edges/certificateauthorities";
  private static final int MOST = 200;

  private EdgeReader() {}

  static Future<List<EdgeAuthority>> ask(Api api, Worker worker) {
    return Parser.of(api.list(Source.EDGES, PATH), worker, EdgeReader::read);
  }

  /** Those that were deleted are listed for a while, and matter no more. */
  static List<EdgeAuthority> read(List<JsonNode> entities) throws ApiException {
    List<EdgeAuthority> authorities = new ArrayList<>();
    for (Fields entity : Fields.each(entities, MOST)) {
      if (!entity.label("state").equalsIgnoreCase("deleted")) {
        for (PeerCertificate one :
            PemText.chain(entity.whole("certificate").orElse("")).certificates()) {
          authorities.add(
              new EdgeAuthority(
                  entity.label("name"), entity.label("type"), one.facts().orElseThrow()));
        }
      }
    }
    return authorities;
  }
}
