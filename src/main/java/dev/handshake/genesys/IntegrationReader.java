package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.List;

/** Reads web-services integrations, and of each the authority of its client certificate. */
final class IntegrationReader {
  private static final String PATH = "/api/v2/integrations";
  private static final String WEB_SERVICES = "?integrationType=custom-rest-actions";
  private static final int MOST = 200;

  private IntegrationReader() {}

  static Future<List<Integration>> ask(Api api) {
    return Parser.of(
            api.list(Source.INTEGRATIONS, PATH + WEB_SERVICES),
            entities -> Fields.each(entities, MOST))
        .compose(listed -> InTurn.each(listed, one -> configured(api, one)));
  }

  private static Future<Integration> configured(Api api, Fields listed) {
    return Parser.of(Future.succeededFuture(listed), Fields::id)
        .compose(id ->
            Parser.of(
                api.get(Source.INTEGRATIONS, PATH + "/" + id + "/config/current"),
                config -> read(id, listed, config)));
  }

  /** The state is the reported one; where none is reported, the one that is intended. */
  static Integration read(String id, Fields listed, JsonNode config) throws ApiException {
    Fields properties = Fields.of(config).object("properties");
    return new Integration(
        id,
        listed.label("name"),
        listed.object("reportedState").text("code").orElse(listed.label("intendedState")),
        properties.label("clientCertificateAuthority"));
  }
}
