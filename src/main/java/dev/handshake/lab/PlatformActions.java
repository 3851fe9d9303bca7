package dev.handshake.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Data actions, and their test, which makes the platform do a handshake with a gateway. */
public final class PlatformActions {
  /** Where data actions are listed. */
  public static final String PATH = "/api/v2/integrations/actions";

  private static final Pattern VARIABLE = Pattern.compile("\\$!?\\{input\\.([A-Za-z0-9_]+)}");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final PlatformCalls calls;
  private final Map<String, Action> actions = new ConcurrentSkipListMap<>();

  /**
   * A data action.
   *
   * @param id such as {@code custom_-_0f6c}
   * @param urlTemplate of the request, with Velocity where it depends on inputs
   * @param timeoutSeconds from 1 to 60; not always set
   */
  public record Action(
      String id,
      String name,
      String integration,
      String urlTemplate,
      String method,
      OptionalInt timeoutSeconds) {}

  PlatformActions(PlatformCalls calls) {
    this.calls = calls;
  }

  /** The id of an action that has its gateway's name. */
  public static String id(String name) {
    return "custom_-_" + name;
  }

  /** Adds an action, or replaces the one of its id. */
  public void action(Action action) {
    actions.put(action.id(), action);
  }

  /** The action is deleted. */
  public void remove(String id) {
    actions.remove(id);
  }

  void serve(PlatformRoutes routes) {
    routes.get(PATH, "integrations:action:view", this::list);
    routes.post(PATH + "/:id/test", "integrations:action:execute", this::test);
  }

  private void list(RoutingContext context) {
    boolean configured = context.request().getParam("includeConfig", "").equals("true");
    PlatformPages.send(
        context, actions.values().stream().map(one -> node(one, configured)).toList(), PATH);
  }

  private static ObjectNode node(Action action, boolean configured) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("id", action.id())
            .put("name", action.name())
            .put("integrationId", action.integration())
            .put("category", "Lab gateways")
            .put("secure", false)
            .put("version", 2);
    if (configured) {
      ObjectNode config = node.putObject("config");
      action.timeoutSeconds().ifPresent(seconds -> config.put("timeoutSeconds", seconds));
      ObjectNode request = config.putObject("request");
      request
          .put("requestUrlTemplate", action.urlTemplate())
          .put("requestType", action.method())
          .put("requestTemplate", "${input.rawRequest}");
      request.putObject("headers").put("Accept", "application/json");
      config.putObject("response").put("successTemplate", "${rawResult}");
    }
    return node.put("selfUri", PATH + "/" + action.id());
  }

  private void test(RoutingContext context, JsonNode inputs) {
    Action action = actions.get(context.pathParam("id"));
    if (action == null) {
      PlatformReplies.notFound(context);
      return;
    }
    calls
        .run(action, filled(action.urlTemplate(), inputs))
        .onSuccess(outcome -> PlatformReplies.json(context, result(context, outcome)));
  }

  /** The template with its inputs in it; what has none stays. */
  private static String filled(String template, JsonNode inputs) {
    Matcher matcher = VARIABLE.matcher(template);
    return matcher.replaceAll(
        match -> Matcher.quoteReplacement(inputs.path(match.group(1)).asText(match.group())));
  }

  private static ObjectNode result(RoutingContext context, PlatformCalls.Outcome outcome) {
    ObjectNode body = NODES.objectNode().put("success", outcome.succeeded());
    List<ObjectNode> operations =
        List.of(
            operation(1, "Validate input against schema"),
            operation(2, "Resolve request template"),
            operation(3, "Execute action"));
    if (outcome.succeeded()) {
      body.putArray("operations").addAll(operations);
      body.putObject("finalResult").put("status", outcome.status());
    } else {
      ObjectNode error = error(context, outcome);
      operations.getLast().put("success", false).set("error", error);
      body.putArray("operations").addAll(operations);
      body.set("error", error.deepCopy());
    }
    return body;
  }

  private static ObjectNode operation(int step, String name) {
    return NODES.objectNode().put("step", step).put("name", name).put("success", true);
  }

  private static ObjectNode error(RoutingContext context, PlatformCalls.Outcome outcome) {
    String correlation = context.get(PlatformReplies.CORRELATION);
    ObjectNode error =
        NODES
            .objectNode()
            .put("message", outcome.message())
            .put("code", "bad.request")
            .put("status", outcome.status())
            .put("contextId", correlation);
    error.putArray("details").addObject().put("errorCode", outcome.code());
    error.putArray("errors");
    return error;
  }
}
