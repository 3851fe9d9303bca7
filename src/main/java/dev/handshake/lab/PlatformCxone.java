package dev.handshake.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The discovery documents of a NICE CXone issuer with one tenant. */
final class PlatformCxone {
  static final String TENANT = "11eb0a2c-0000-4000-8000-0242ac110002";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PlatformCxone() {}

  static void serve(Router router) {
    router.get("/.well-known/openid-configuration").handler(PlatformCxone::openid);
    router.get("/.well-known/cxone-configuration").handler(PlatformCxone::tenant);
    router.get("/auth/jwks").handler(PlatformCxone::keys);
  }

  private static void openid(RoutingContext context) {
    String issuer = issuer(context);
    ObjectNode body =
        NODES
            .objectNode()
            .put("issuer", issuer)
            .put("authorization_endpoint", issuer + "/auth/authorize")
            .put("token_endpoint", issuer + "/auth/token")
            .put("userinfo_endpoint", issuer + "/auth/userinfo")
            .put("jwks_uri", issuer + "/auth/jwks");
    body.putArray("response_types_supported").add("code");
    body.putArray("subject_types_supported").add("public");
    body.putArray("id_token_signing_alg_values_supported").add("RS256");
    PlatformReplies.json(context, body);
  }

  private static void tenant(RoutingContext context) {
    if (!TENANT.equals(context.request().getParam("tenantId"))) {
      PlatformReplies.json(
          context,
          404,
          NODES
              .objectNode()
              .put("error", "tenant_not_found")
              .put("errorDescription", "The tenant is not known."));
      return;
    }
    String own = issuer(context);
    PlatformReplies.json(
        context,
        NODES
            .objectNode()
            .put("private", false)
            .put("ui_endpoint", own)
            .put("auth_endpoint", own)
            .put("api_endpoint", own)
            .put("area", "lab")
            .put("cluster", "L1")
            .put("domain", "niceincontact.handshake.test")
            .put("acdDomain", "nice-incontact.handshake.test")
            .put("uhDomain", "nicecxone.handshake.test")
            .put("tenantId", TENANT)
            .put("globaldomain", "niceincontact.handshake.test"));
  }

  private static void keys(RoutingContext context) {
    ObjectNode body = NODES.objectNode();
    body.putArray("keys");
    PlatformReplies.json(context, body);
  }

  private static String issuer(RoutingContext context) {
    return "https://" + context.request().authority();
  }
}
