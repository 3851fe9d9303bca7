package dev.handshake.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** The platform's public status page, which needs no token. */
final class PlatformStatusPage {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final InstantSource clock;

  PlatformStatusPage(InstantSource clock) {
    this.clock = clock;
  }

  void serve(Router router) {
    router.get("/api/v2/status.json").handler(context -> PlatformReplies.json(context, page()));
    router.get("/api/v2/summary.json").handler(this::summary);
  }

  private void summary(RoutingContext context) {
    ObjectNode body = page();
    body.putArray("components")
        .addObject()
        .put("id", "lab0")
        .put("name", "Integrations (lab)")
        .put("status", "operational")
        .put("group", false)
        .put("updated_at", PlatformPages.date(clock.instant()));
    body.putArray("incidents");
    body.putArray("scheduled_maintenances");
    PlatformReplies.json(context, body);
  }

  private ObjectNode page() {
    ObjectNode body = NODES.objectNode();
    body.putObject("page")
        .put("id", "lab")
        .put("name", "Genesys Cloud (lab)")
        .put("updated_at", PlatformPages.date(clock.instant()));
    body.putObject("status").put("indicator", "none").put("description", "All Systems Operational");
    return body;
  }
}
