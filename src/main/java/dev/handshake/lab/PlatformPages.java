package dev.handshake.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.OptionalInt;

/** Listings in the platform's paged envelope: 25 a page unless asked otherwise, from page 1 on. */
final class PlatformPages {
  private static final int USUAL_SIZE = 25;
  private static final int LARGEST_SIZE = 500;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private PlatformPages() {}

  /** A moment as the platform writes it: ISO 8601, UTC, with milliseconds. */
  static String date(Instant moment) {
    return DATE.format(moment);
  }

  /** Answers the page that a request asks for, or 400. */
  static void send(RoutingContext context, List<? extends JsonNode> all, String path) {
    OptionalInt size = number(context, "pageSize", USUAL_SIZE, LARGEST_SIZE);
    OptionalInt page = number(context, "pageNumber", 1, Integer.MAX_VALUE);
    if (size.isPresent() && page.isPresent()) {
      PlatformReplies.json(context, page(all, size.getAsInt(), page.getAsInt(), path));
    }
  }

  static ObjectNode page(List<? extends JsonNode> all, int size, int page, String path) {
    int count = Math.max(1, (all.size() + size - 1) / size);
    long from = Math.min((page - 1L) * size, all.size());
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("entities")
        .addAll(all.subList((int) from, (int) Math.min(from + size, all.size())));
    body.put("pageSize", size)
        .put("pageNumber", page)
        .put("total", all.size())
        .put("pageCount", count)
        .put("firstUri", uri(path, size, 1))
        .put("selfUri", uri(path, size, page))
        .put("lastUri", uri(path, size, count));
    if (page < count) {
      body.put("nextUri", uri(path, size, page + 1));
    }
    if (page > 1) {
      body.put("previousUri", uri(path, size, page - 1));
    }
    return body;
  }

  /** A number of the query within bounds; where it is none, the answer is 400 and nothing here. */
  static OptionalInt number(RoutingContext context, String name, int usual, int largest) {
    String text = context.request().getParam(name, Integer.toString(usual));
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= largest) {
        return OptionalInt.of(number);
      }
    }
    PlatformReplies.invalidValue(context, name, text);
    return OptionalInt.empty();
  }

  private static String uri(String path, int size, int page) {
    return path + "?pageSize=" + size + "&pageNumber=" + page;
  }
}
