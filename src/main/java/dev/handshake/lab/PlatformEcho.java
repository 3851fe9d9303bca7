package dev.handshake.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** An answer that says back what the request bore: what proxies that help to debug do. */
final class PlatformEcho {
  private PlatformEcho() {}

  static void send(RoutingContext context, int status) {
    String credentials =
        Optional.ofNullable(context.request().getHeader("Authorization")).orElse("nothing");
    String bare = credentials.substring(credentials.indexOf(' ') + 1);
    String told = Optional.ofNullable(context.body().asString()).orElse("");
    HttpServerResponse response = context.response();
    response.setStatusCode(status).setStatusMessage(bare);
    response
        .putHeader("Content-Type", PlatformReplies.JSON)
        .putHeader("ININ-Correlation-Id", bare)
        .putHeader("Location", "https://localhost/?" + bare)
        .putHeader("WWW-Authenticate", "Bearer error=\"" + bare + "\"")
        .putHeader("Retry-After", status == 429 ? "1" : bare)
        .putHeader("inin-ratelimit-count", bare);
    var _ = response.end(Buffer.buffer(body(credentials, bare, told).toString()));
  }

  /** Whatever field is read of it: as an error, as an answer of its own, and as a listing. */
  private static ObjectNode body(String credentials, String bare, String told) {
    ObjectNode body = fields(JsonNodeFactory.instance.objectNode(), credentials, bare, told);
    fields(body.putArray("entities").addObject(), credentials, bare, told);
    return body;
  }

  private static ObjectNode fields(ObjectNode node, String credentials, String bare, String told) {
    for (String field : new String[] {"id", "code", "error", "contextId", "service", "cidr"}) {
      node.put(field, bare);
    }
    for (String field : new String[] {"name", "state", "certificate", "error_description"}) {
      node.put(field, credentials);
    }
    return node.put("message", "Not " + told + " with [" + bare + "] and " + credentials);
  }
}
