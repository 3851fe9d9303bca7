package dev.handshake.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Integrations, which authority's client certificate each of them shows, and credentials. */
public final class PlatformIntegrations {
  /** Where integrations are listed. */
  public static final String PATH = "/api/v2/integrations";

  /** Where credentials are listed. */
  public static final String CREDENTIALS = PATH + "/credentials";

  /** One that shows the public authority's certificate. */
  public static final String PUBLIC = "4c60a5b0-0000-4000-8000-000000000001";

  /** One that shows the regional root's. */
  public static final String REGIONAL = "4c60a5b0-0000-4000-8000-000000000002";

  /** One that was never told which to show. */
  public static final String UNSET = "4c60a5b0-0000-4000-8000-000000000003";

  private static final String PERMISSION = "integrations:integration:view";
  private static final String REST_ACTIONS = "custom-rest-actions";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Instant now;
  private final Map<String, Integration> integrations = new ConcurrentSkipListMap<>();
  private final Map<String, ObjectNode> credentials = new ConcurrentSkipListMap<>();

  /**
   * One integration.
   *
   * @param state as the platform reports it, such as ACTIVE or ERROR
   * @param authority as its configuration spells it, if at all
   */
  private record Integration(
      String id, String name, String type, String state, Optional<String> authority) {}

  PlatformIntegrations(Instant now) {
    this.now = now;
    integration(PUBLIC, "CRM gateway", REST_ACTIONS, "ACTIVE", Optional.of("DigiCert"));
    integration(REGIONAL, "Billing gateway", REST_ACTIONS, "ACTIVE", Optional.of("Genesys Cloud"));
    integration(UNSET, "Old gateway", REST_ACTIONS, "ERROR", Optional.empty());
    integration(
        "4c60a5b0-0000-4000-8000-000000000004",
        "Wallboard",
        "embedded-client-app",
        "INACTIVE",
        Optional.empty());
    credential(credentialOf(PUBLIC), "CRM login", "basicAuth", Duration.ofDays(420));
    credential(credentialOf(REGIONAL), "Billing OAuth", "userDefinedOAuth", Duration.ofDays(30));
    credential(
        "c0ffee00-0000-4000-8000-00000000000f",
        "Apple Pay merchant",
        "applePayCertificate",
        Duration.ofDays(700));
  }

  /** Adds an integration, or replaces the one of its id. */
  public void integration(
      String id, String name, String type, String state, Optional<String> authority) {
    integrations.put(id, new Integration(id, name, type, state, authority));
  }

  /** Adds credentials that were last modified so long before the start, or replaces those. */
  public void credential(String id, String name, String type, Duration age) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("id", id)
            .put("name", name)
            .put("createdDate", PlatformPages.date(now.minus(age).minus(Duration.ofDays(1))))
            .put("modifiedDate", PlatformPages.date(now.minus(age)));
    node.putObject("type").put("id", type).put("name", type);
    node.put("selfUri", CREDENTIALS + "/" + id);
    credentials.put(id, node);
  }

  /** Whether the actions of an integration show the public authority's certificate. */
  boolean showsPublic(String id) {
    Integration integration = integrations.get(id);
    return integration == null
        || integration.authority().filter(it -> it.startsWith("Genesys")).isEmpty();
  }

  void serve(PlatformRoutes routes) {
    routes.get(CREDENTIALS, PERMISSION, this::credentials);
    routes.get(CREDENTIALS + "/listing", PERMISSION, this::credentials);
    routes.get(PATH, PERMISSION, this::list);
    routes.get(PATH + "/:id/config/current", PERMISSION, this::config);
  }

  private void credentials(RoutingContext context) {
    PlatformPages.send(context, List.copyOf(credentials.values()), CREDENTIALS);
  }

  private void list(RoutingContext context) {
    String type = context.request().getParam("integrationType", "");
    String state = context.request().getParam("reportedState", "");
    Collection<Integration> all = integrations.values();
    PlatformPages.send(
        context,
        all.stream()
            .filter(one -> type.isEmpty() || one.type().equals(type))
            .filter(one -> state.isEmpty() || one.state().equals(state))
            .map(this::node)
            .toList(),
        PATH);
  }

  private ObjectNode node(Integration integration) {
    ObjectNode node =
        NODES.objectNode().put("id", integration.id()).put("name", integration.name());
    node.putObject("integrationType")
        .put("id", integration.type())
        .put("selfUri", PATH + "/types/" + integration.type());
    node.put("intendedState", integration.state().equals("INACTIVE") ? "DISABLED" : "ENABLED");
    node.putObject("reportedState")
        .put("code", integration.state())
        .put("effective", "")
        .put("lastUpdated", PlatformPages.date(now.minus(Duration.ofDays(3))));
    return node.put("selfUri", PATH + "/" + integration.id());
  }

  private void config(RoutingContext context) {
    Integration integration = integrations.get(context.pathParam("id"));
    if (integration == null) {
      PlatformReplies.notFound(context);
      return;
    }
    String path = PATH + "/" + integration.id() + "/config/current";
    ObjectNode node =
        NODES
            .objectNode()
            .put("id", integration.id())
            .put("name", integration.name())
            .put("version", 7)
            .put("notes", "")
            .put("selfUri", path);
    ObjectNode properties = node.putObject("properties");
    integration.authority().ifPresent(it -> properties.put("clientCertificateAuthority", it));
    node.putObject("advanced");
    ObjectNode slots = node.putObject("credentials");
    ObjectNode own = credentials.get(credentialOf(integration.id()));
    if (own != null) {
      slots.set(own.at("/type/id").asText(), own);
    }
    PlatformReplies.json(context, node);
  }

  private static String credentialOf(String integration) {
    return "c0ffee00" + integration.substring("4c60a5b0".length());
  }
}
