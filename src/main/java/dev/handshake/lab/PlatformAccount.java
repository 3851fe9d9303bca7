package dev.handshake.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The organization, its limits, its token, the time, and from where the platform calls. */
public final class PlatformAccount {
  /** The organization's id. */
  public static final String ID = "f7112f0e-7c3b-4a55-9f0e-2f0c8f1b7a10";

  private static final String TOKEN = "/api/v2/tokens/me";
  private static final String LIMITS = "/api/v2/organizations/limits/namespaces";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final Map<String, Map<String, Integer>> NAMESPACES =
      new TreeMap<>(
          Map.of(
              "platform.api",
              new TreeMap<>(
                  Map.of(
                      "client.credentials.token.rate.per.minute", 300,
                      "org.app.user.rate.per.minute", 3000,
                      "request.bytes.max", 512_000,
                      "token.rate.per.minute", 300)),
              "integrations",
              new TreeMap<>(
                  Map.of(
                      "actions.concurrent.executions.max", 50,
                      "actions.integration.max", 500,
                      "actions.total.max", 2500))));

  private final PlatformTokens tokens;
  private final InstantSource clock;
  private volatile List<Range> ranges =
      List.of(
          new Range("198.51.100.16/32", "data-actions", "outbound"),
          new Range("198.51.100.17/32", "data-actions", "outbound"),
          new Range("203.0.113.0/28", "open-messaging", "both"));

  /**
   * Addresses of the platform.
   *
   * @param direction as seen from the platform: inbound, outbound or both
   */
  public record Range(String cidr, String service, String direction) {}

  PlatformAccount(PlatformTokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /** From now on the platform calls from there. */
  public void ranges(List<Range> others) {
    ranges = List.copyOf(others);
  }

  void serve(PlatformRoutes routes) {
    routes.get(TOKEN, PlatformRoutes.NO_PERMISSION, PlatformAccount::token);
    routes.on(HttpMethod.HEAD, TOKEN, PlatformRoutes.NO_PERMISSION, PlatformAccount::alive);
    routes.on(HttpMethod.DELETE, TOKEN, PlatformRoutes.NO_PERMISSION, this::logOut);
    routes.get("/api/v2/date", PlatformRoutes.NO_PERMISSION, this::date);
    routes.get("/api/v2/organizations/me", PlatformRoutes.NO_PERMISSION, PlatformAccount::me);
    routes.get(LIMITS, PlatformRoutes.NO_PERMISSION, PlatformAccount::namespaces);
    routes.get(LIMITS + "/:name", PlatformRoutes.NO_PERMISSION, PlatformAccount::namespace);
    routes.get("/api/v2/ipranges", PlatformRoutes.NO_PERMISSION, this::ranges);
  }

  private static void token(RoutingContext context) {
    ObjectNode body = NODES.objectNode();
    body.putObject("organization").put("id", ID).put("name", "Acme (lab)");
    body.putObject("homeOrganization").put("id", ID).put("name", "Acme (lab)");
    body.putObject("OAuthClient").putObject("organization").put("id", ID);
    PlatformReplies.json(context, body);
  }

  private static void alive(RoutingContext context) {
    var _ = context.response().end();
  }

  private void logOut(RoutingContext context) {
    PlatformRoutes.token(context).ifPresent(tokens::revoke);
    var _ = context.response().end();
  }

  private void date(RoutingContext context) {
    PlatformReplies.json(
        context, NODES.objectNode().put("currentDate", PlatformPages.date(clock.instant())));
  }

  private static void me(RoutingContext context) {
    ObjectNode body =
        NODES
            .objectNode()
            .put("id", ID)
            .put("name", "Acme (lab)")
            .put("domain", "acme-lab")
            .put("state", "active")
            .put("productPlatform", "PureCloud")
            .put("selfUri", "/api/v2/organizations/" + ID);
    body.putObject("features").put("realtimeCIC", true).put("purecloud", true);
    PlatformReplies.json(context, body);
  }

  private static void namespaces(RoutingContext context) {
    PlatformPages.send(context, NAMESPACES.keySet().stream().map(NODES::textNode).toList(), LIMITS);
  }

  private static void namespace(RoutingContext context) {
    String name = context.pathParam("name");
    Map<String, Integer> limits = NAMESPACES.get(name);
    if (limits == null) {
      PlatformReplies.notFound(context);
      return;
    }
    ObjectNode body = NODES.objectNode();
    ArrayNode entities = body.putArray("entities");
    limits.forEach((key, value) ->
        entities.addObject().put("key", key).put("namespace", name).put("value", value));
    PlatformReplies.json(context, body);
  }

  private void ranges(RoutingContext context) {
    ObjectNode body = NODES.objectNode();
    ArrayNode entities = body.putArray("entities");
    for (Range range : ranges) {
      entities
          .addObject()
          .put("cidr", range.cidr())
          .put("service", range.service())
          .put("region", Platform.REGION)
          .put("direction", range.direction());
    }
    PlatformReplies.json(context, body);
  }
}
