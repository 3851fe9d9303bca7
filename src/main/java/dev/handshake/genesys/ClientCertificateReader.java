package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.certificate.PeerChain;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Reads the client certificates of data actions; unknown words are data, not errors. */
final class ClientCertificateReader {
  private static final String PATH = "/api/v2/integrations/actions/certificates";

  /** More than four would be odd already; each may lead to lists that are fetched. */
  private static final int MOST = 16;

  private ClientCertificateReader() {}

  static Future<List<ClientCertificate>> ask(Api api, Worker worker) {
    return Parser.of(api.list(Source.CERTIFICATES, PATH), worker, ClientCertificateReader::read);
  }

  /** All or nothing: a list of which one certificate cannot be read is not complete. */
  static List<ClientCertificate> read(List<JsonNode> entities) throws ApiException {
    if (entities.size() > MOST) {
      throw Fields.invalid(entities.size() + " client certificates");
    }
    List<ClientCertificate> certificates = new ArrayList<>();
    for (Fields entity : Fields.each(entities, MOST)) {
      PeerChain chain = PemText.chain(entity.whole("certificate").orElse(""));
      certificates.add(
          new ClientCertificate(
              known(
                  entity.label("signingAuthority"),
                  ClientCertificate.DIGICERT,
                  ClientCertificate.GENESYS),
              known(entity.label("status"), ClientCertificate.CURRENT, ClientCertificate.UPCOMING),
              chain,
              chain.leaf().facts().orElseThrow()));
    }
    return certificates;
  }

  /** The vendor's own texts spell {@code Digicert}, too. */
  private static String known(String word, String... words) {
    for (String one : words) {
      if (one.equalsIgnoreCase(word)) {
        return one;
      }
    }
    return ClientCertificate.OTHER;
  }
}
