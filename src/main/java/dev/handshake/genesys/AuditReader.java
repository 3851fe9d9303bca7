package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads the audit trail: at once where a service allows that, and else by a query that is sent,
 * waited for and fetched.
 */
final class AuditReader {
  private static final String REALTIME = "/api/v2/audits/query/realtime";
  private static final String QUERY = "/api/v2/audits/query";
  private static final String MAPPING = "/servicemapping";
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 20;
  private static final int MOST_LOOKS = 8;
  private static final int MOST_PROPERTIES = 20;
  private static final int MOST_EVENTS = 10_000;
  private static final int LONGEST_ID = 200;
  private static final int LONGEST = 256;
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

  private final Api api;
  private final Loop loop;
  private int kept;

  AuditReader(Api api, Loop loop) {
    this.api = api;
    this.loop = loop;
  }

  /**
   * The events of a time that matter, the oldest first, each once.
   *
   * @param from at most 14 days before the end
   */
  Future<List<AuditEvent>> between(Instant from, Instant to) {
    kept = 0;
    String interval = text(from) + "/" + text(to);
    return catalogue()
        .compose(catalogue ->
            InTurn.each(
                catalogue.services().stream().sorted().toList(),
                service -> events(service, catalogue.realtime().contains(service), interval)))
        .map(AuditReader::merged);
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static List<AuditEvent> merged(List<List<AuditEvent>> services) {
    return services.stream()
        .flatMap(List::stream)
        .distinct()
        .sorted(Comparator.comparing(AuditEvent::time).thenComparing(AuditEvent::id))
        .toList();
  }

  private Future<AuditCatalogue> catalogue() {
    return api.get(Source.AUDITS, REALTIME + MAPPING)
        .compose(realtime ->
            Parser.of(
                api.get(Source.AUDITS, QUERY + MAPPING),
                mapping -> AuditCatalogue.of(mapping, realtime)));
  }

  private Future<List<AuditEvent>> events(String service, boolean realtime, String interval) {
    if (!realtime) {
      return queried(service, interval);
    }
    return atOnce(service, interval, 1, new ArrayList<>())
        .recover(refused ->
            refused instanceof ApiException answer
                    && answer.fault() == SourceFault.UNEXPECTED_STATUS
                ? queried(service, interval)
                : Future.failedFuture(refused));
  }

  private Future<List<AuditEvent>> atOnce(
      String service, String interval, int page, List<AuditEvent> before) {
    ObjectNode body = body(service, interval).put("pageNumber", page).put("pageSize", PAGE);
    return api.post(Source.AUDITS, REALTIME, body)
        .compose(answer ->
            Parser.of(Future.succeededFuture(answer), AuditReader::read)
                .compose(events -> {
                  keep(events, before);
                  boolean last = events.isEmpty() || page >= answer.path("pageCount").asInt(1);
                  return last || page == MOST_PAGES || kept >= MOST_EVENTS
                      ? Future.succeededFuture(before)
                      : atOnce(service, interval, page + 1, before);
                }));
  }

  private Future<List<AuditEvent>> queried(String service, String interval) {
    return Parser.of(
            api.post(Source.AUDITS, QUERY, body(service, interval)), sent -> Fields.of(sent).id())
        .compose(id ->
            done(QUERY + "/" + id, FIRST_LOOK, 1)
                .compose(_ -> results(QUERY + "/" + id + "/results", "", 1, new ArrayList<>())));
  }

  /** Waits twice as long from look to look, about four minutes in all. */
  private Future<Void> done(String path, Duration wait, int look) {
    return pause(wait)
        .compose(_ -> api.get(Source.AUDITS, path))
        .compose(answer ->
            switch (answer.path("state").asText("")) {
              case "Succeeded" -> Future.succeededFuture();
              case "Failed", "Cancelled" ->
                  Future.failedFuture(
                      new ApiException(
                          SourceFault.SERVER_ERROR, "the audit query came to nothing"));
              case "Queued", "Running" ->
                  look == MOST_LOOKS
                      ? Future.failedFuture(
                          new ApiException(SourceFault.TIMEOUT, "the audit query takes too long"))
                      : done(path, wait.multipliedBy(2), look + 1);
              default -> Future.failedFuture(Fields.invalid("the audit query has no known state"));
            });
  }

  private Future<Void> pause(Duration wait) {
    Promise<Void> over = Promise.promise();
    loop.execute(() -> loop.after(wait, over::complete));
    return over.future();
  }

  private Future<List<AuditEvent>> results(
      String path, String cursor, int page, List<AuditEvent> before) {
    return api.get(Source.AUDITS, path + "?pageSize=" + PAGE + cursor)
        .compose(answer ->
            Parser.of(Future.succeededFuture(answer), AuditReader::read)
                .compose(events -> {
                  keep(events, before);
                  Optional<String> next = new Fields(answer).text("cursor");
                  return next.isEmpty()
                          || events.isEmpty()
                          || page == MOST_PAGES
                          || kept >= MOST_EVENTS
                      ? Future.succeededFuture(before)
                      : results(path, "&cursor=" + encoded(next.get()), page + 1, before);
                }));
  }

  private static String encoded(String cursor) {
    return URLEncoder.encode(cursor, StandardCharsets.UTF_8);
  }

  private static ObjectNode body(String service, String interval) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("interval", interval).put("serviceName", service);
    body.putArray("sort").addObject().put("name", "Timestamp").put("sortOrder", "descending");
    return body;
  }

  private void keep(List<AuditEvent> events, List<AuditEvent> before) {
    for (AuditEvent event : events) {
      if (Relevance.matters(event) && kept < MOST_EVENTS) {
        before.add(event);
        kept++;
      }
    }
  }

  static List<AuditEvent> read(JsonNode answer) throws ApiException {
    List<AuditEvent> events = new ArrayList<>();
    for (Fields entity : Fields.each(Fields.entities(answer), PAGE * MOST_PAGES)) {
      events.add(event(entity));
    }
    return events;
  }

  private static AuditEvent event(Fields message) throws ApiException {
    Fields entity = message.object("entity");
    return new AuditEvent(
        message
            .text("id")
            .filter(id -> id.length() <= LONGEST_ID)
            .orElseThrow(() -> Fields.invalid("an event has no id")),
        message.time("eventDate").orElseThrow(() -> Fields.invalid("an event has no date")),
        cut(message.label("serviceName")),
        cut(message.label("entityType")),
        cut(message.label("action")),
        cut(entity.text("name").orElse(entity.label("id"))),
        cut(message.object("user").text("id").orElse(message.object("client").label("id"))),
        cut(message.label("status")),
        message
            .node()
            .path("propertyChanges")
            .valueStream()
            .limit(MOST_PROPERTIES)
            .map(change -> cut(new Fields(change).label("property")))
            .filter(property -> !property.isEmpty())
            .toList());
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}
