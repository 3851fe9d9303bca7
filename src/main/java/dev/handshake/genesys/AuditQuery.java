package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handshake.schedule.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A query of the audit trail: it is queued, runs, and succeeds or fails; only then its results can
 * be had, page by page.
 */
public final class AuditQuery {
  private static final String PATH = "/api/v2/audits/query";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_LOOKS = 6;
  private static final int MOST_PAGES = 4;

  private final Api api;
  private final Loop loop;

  public AuditQuery(Api api, Loop loop) {
    this.api = api;
    this.loop = loop;
  }

  /**
   * The audit messages of one service in a time, as they come.
   *
   * @param service as the service mapping names it
   */
  public Future<List<JsonNode>> run(String service, Instant from, Instant to) {
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("interval", from + "/" + to)
            .put("serviceName", service);
    return api.post(Source.AUDITS, PATH, body)
        .compose(begun -> {
          String id = begun.path("id").asText();
          return id.matches("[A-Za-z0-9-]{1,64}")
              ? ended(id, begun, 0).compose(_ -> page(id, "", new ArrayList<>(), 1))
              : invalid("the audit query has no id");
        });
  }

  private Future<JsonNode> ended(String id, JsonNode query, int looks) {
    return switch (query.path("state").asText()) {
      case "Succeeded" -> Future.succeededFuture(query);
      case "Failed", "Cancelled" -> invalid("the audit query failed");
      default ->
          looks < MOST_LOOKS
              ? later(FIRST_PAUSE.multipliedBy(1L << looks))
                  .compose(_ -> api.get(Source.AUDITS, PATH + "/" + id))
                  .compose(now -> ended(id, now, looks + 1))
              : invalid("the audit query does not end");
    };
  }

  private Future<List<JsonNode>> page(String id, String cursor, List<JsonNode> all, int number) {
    String path = PATH + "/" + id + "/results?pageSize=500" + cursor;
    return api.get(Source.AUDITS, path)
        .compose(page -> {
          page.path("entities").forEach(all::add);
          String next = page.path("cursor").asText("");
          return next.isEmpty() || number >= MOST_PAGES || page.path("entities").isEmpty()
              ? Future.succeededFuture(List.copyOf(all))
              : page(id, "&cursor=" + encoded(next), all, number + 1);
        });
  }

  private Future<Void> later(Duration pause) {
    Promise<Void> passed = Promise.promise();
    loop.execute(() -> loop.after(pause, passed::complete));
    return passed.future();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static <T> Future<T> invalid(String detail) {
    return Future.failedFuture(new ApiException(SourceFault.INVALID_ANSWER, detail));
  }
}
