package dev.handshake.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who changed what: asked for in a query that is first queued, then runs, then has results; or at
 * once, for the last fourteen days.
 */
public final class PlatformAudits {
  /** Where queries begin. */
  public static final String PATH = "/api/v2/audits/query";

  private static final String PERMISSION = "audits:audit:view";
  private static final Duration REALTIME = Duration.ofDays(14);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final InstantSource clock;
  private final List<PlatformAuditEvent> events = new CopyOnWriteArrayList<>();
  private final Map<String, Query> queries = new ConcurrentHashMap<>();
  private volatile boolean failing;

  /** The service names, their entities and actions; a part of what the platform has. */
  private static final Map<String, Map<String, List<String>>> SERVICES =
      new TreeMap<>(
          Map.of(
              "Integrations",
              new TreeMap<>(
                  Map.of(
                      "Integration", List.of("Create", "Update", "Delete"),
                      "Action", List.of("Create", "Update", "Delete"),
                      "Credential", List.of("Create", "Update", "Delete"))),
              "PeoplePermissions",
              new TreeMap<>(
                  Map.of(
                      "OAuthClient", List.of("Create", "Update", "Delete"),
                      "Role", List.of("Create", "Update", "Delete"))),
              "Telephony",
              new TreeMap<>(
                  Map.of("CertificateAuthority", List.of("Create", "Update", "Delete")))));

  /** A query under way; its state goes on by one each time somebody looks. */
  private static final class Query {
    private final ObjectNode body;
    private final List<ObjectNode> found;
    private State state = State.QUEUED;

    Query(ObjectNode body, List<ObjectNode> found) {
      this.body = body;
      this.found = found;
    }
  }

  private enum State {
    QUEUED("Queued"),
    RUNNING("Running"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed");

    private final String word;

    State(String word) {
      this.word = word;
    }
  }

  PlatformAudits(InstantSource clock) {
    this.clock = clock;
  }

  /** Somebody has changed something just now. */
  public void changed(String service, String entityType, String action, String entity) {
    add(new PlatformAuditEvent(clock.instant(), service, entityType, action, entity, List.of()));
  }

  /** Adds what somebody has changed. */
  public void add(PlatformAuditEvent event) {
    events.add(event);
  }

  /** From now on queries fail while they run, or do not. */
  public void failing(boolean whether) {
    failing = whether;
  }

  void serve(PlatformRoutes routes) {
    routes.get(PATH + "/servicemapping", PERMISSION, PlatformAudits::mapping);
    routes.get(PATH + "/realtime/servicemapping", PERMISSION, PlatformAudits::mapping);
    routes.post(PATH + "/realtime", PERMISSION, this::atOnce);
    routes.post(PATH, PERMISSION, this::begin);
    routes.get(PATH + "/:id", PERMISSION, this::look);
    routes.get(PATH + "/:id/results", PERMISSION, this::results);
  }

  private static void mapping(RoutingContext context) {
    ObjectNode body = NODES.objectNode();
    ArrayNode services = body.putArray("services");
    SERVICES.forEach((service, entities) -> {
      ArrayNode types = services.addObject().put("name", service).putArray("entities");
      entities.forEach((entity, actions) -> {
        ArrayNode words = types.addObject().put("name", entity).putArray("actions");
        actions.forEach(words::add);
      });
    });
    PlatformReplies.json(context, body);
  }

  private void begin(RoutingContext context, JsonNode given) {
    asked(context, given, Instant.EPOCH)
        .ifPresent(query -> {
          String id = UUID.randomUUID().toString();
          ObjectNode body = query.body().put("id", id);
          body.put("startDate", PlatformPages.date(clock.instant()));
          Query begun = new Query(body, query.found());
          queries.put(id, begun);
          PlatformReplies.json(context, 202, body.deepCopy().put("state", begun.state.word));
        });
  }

  private void atOnce(RoutingContext context, JsonNode given) {
    asked(context, given, clock.instant().minus(REALTIME))
        .ifPresent(query -> {
          int size = query.body().path("pageSize").asInt(25);
          int page = query.body().path("pageNumber").asInt(1);
          PlatformReplies.json(
              context,
              PlatformPages.page(
                  query.found(), Math.clamp(size, 1, 500), Math.max(1, page), PATH + "/realtime"));
        });
  }

  private void look(RoutingContext context) {
    Query query = queries.get(context.pathParam("id"));
    if (query == null) {
      PlatformReplies.notFound(context);
      return;
    }
    query.state =
        switch (query.state) {
          case QUEUED -> State.RUNNING;
          case RUNNING -> failing ? State.FAILED : State.SUCCEEDED;
          case SUCCEEDED, FAILED -> query.state;
        };
    PlatformReplies.json(context, query.body.deepCopy().put("state", query.state.word));
  }

  private void results(RoutingContext context) {
    Query query = queries.get(context.pathParam("id"));
    if (query == null) {
      PlatformReplies.notFound(context);
      return;
    }
    if (query.state != State.SUCCEEDED) {
      PlatformReplies.error(context, 400, "bad.request", "The query has no results yet.");
      return;
    }
    OptionalInt size = PlatformPages.number(context, "pageSize", 25, 500);
    String cursor = context.request().getParam("cursor", "0");
    if (!cursor.matches("[0-9]{1,9}")) {
      PlatformReplies.invalidValue(context, "cursor", cursor);
    } else if (size.isPresent()) {
      results(context, query, Integer.parseInt(cursor), size.getAsInt());
    }
  }

  /** A page from a cursor on, and the cursor of the next one if there is any. */
  private static void results(RoutingContext context, Query query, int from, int size) {
    int to = Math.min(from + size, query.found.size());
    ObjectNode body = NODES.objectNode();
    body.put("id", query.body.path("id").asText()).put("pageSize", size);
    if (to < query.found.size()) {
      body.put("cursor", Integer.toString(to));
    }
    body.putArray("entities").addAll(query.found.subList(Math.min(from, to), to));
    PlatformReplies.json(context, body);
  }

  /** What a query asks for and finds. */
  private record Asked(ObjectNode body, List<ObjectNode> found) {}

  /**
   * Reads a query and answers 400 where it cannot.
   *
   * @param earliest from when on there is anything
   */
  private Optional<Asked> asked(RoutingContext context, JsonNode given, Instant earliest) {
    String[] interval = given.path("interval").asText().split("/", -1);
    String service = given.path("serviceName").asText();
    if (!(given instanceof ObjectNode body) || !SERVICES.containsKey(service)) {
      PlatformReplies.invalidValue(context, "serviceName", service);
      return Optional.empty();
    }
    try {
      Instant from = Instant.parse(interval[0]);
      Instant to = Instant.parse(interval[interval.length - 1]);
      if (interval.length != 2 || to.isBefore(from)) {
        throw new DateTimeParseException("no interval", interval[0], 0);
      }
      Instant begin = from.isBefore(earliest) ? earliest : from;
      return Optional.of(new Asked(body, found(body, service, begin, to)));
    } catch (DateTimeParseException noDate) {
      PlatformReplies.error(context, 400, "invalid.date", "The interval is not valid.");
      return Optional.empty();
    }
  }

  private List<ObjectNode> found(JsonNode query, String service, Instant from, Instant to) {
    Comparator<PlatformAuditEvent> order = Comparator.comparing(PlatformAuditEvent::time);
    boolean ascending = query.at("/sort/0/sortOrder").asText().equals("ascending");
    List<ObjectNode> found = new ArrayList<>();
    events.stream()
        .filter(event -> event.service().equals(service))
        .filter(event -> !event.time().isBefore(from) && event.time().isBefore(to))
        .filter(event -> event.passes(query.path("filters")))
        .sorted(ascending ? order : order.reversed())
        .forEach(event -> found.add(event.node()));
    return found;
  }
}
