package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.report.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The pages of one listing as they come in. The first is asked for as it stands; where the next one
 * is, the answer says, or its number does.
 */
final class Pages {
  static final int MOST = 200;

  private static final long HEAVIEST = 64 << 20;
  private static final int LONGEST_PATH = 2000;
  private static final Pattern PATH =
      Pattern.compile("(?:[A-Za-z0-9/?&=._~:,;+@!$'()*-]++|%[0-9A-Fa-f]{2})+");

  private final List<JsonNode> entities = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();
  private long weight;

  Pages(String first) {
    asked.add(first);
  }

  List<JsonNode> entities() {
    return List.copyOf(entities);
  }

  /**
   * Takes a page.
   *
   * @param path with which it was asked for
   * @param size about how many bytes it takes in memory
   * @return the path of the next one; empty where it was the last
   * @throws ApiException where it is no page, or leads in circles
   */
  Optional<String> take(String path, JsonNode page, long size) throws ApiException {
    JsonNode some = page.path("entities");
    if (!some.isArray()) {
      throw invalid("the listing has no entities");
    }
    some.forEach(entities::add);
    weight += size;
    Optional<String> next = some.isEmpty() ? Optional.empty() : next(path, page);
    if (next.isPresent()) {
      check(next.get());
    }
    return next;
  }

  private static Optional<String> next(String path, JsonNode page) {
    int number = page.path("pageNumber").asInt(0);
    JsonNode count = page.path("pageCount");
    boolean counted = number > 0 && count.isIntegralNumber();
    if (counted && number >= count.asInt()) {
      return Optional.empty();
    }
    String uri = page.path("nextUri").asText("");
    if (!uri.isEmpty()) {
      return Optional.of(uri);
    }
    return counted ? Optional.of(numbered(path, number + 1)) : Optional.empty();
  }

  private static String numbered(String path, int number) {
    String rest = path.replaceFirst("([?&])pageNumber=\\d*&?", "$1").replaceFirst("[?&]$", "");
    return rest + (rest.indexOf('?') < 0 ? "?" : "&") + "pageNumber=" + number;
  }

  private void check(String next) throws ApiException {
    if (!isPath(next)) {
      throw invalid("the next page is no path of the API: " + Printable.cut(next, 100));
    }
    if (!asked.add(next)) {
      throw invalid("the pages of the listing lead in circles");
    }
    if (asked.size() > MOST || weight > HEAVIEST) {
      throw invalid("the listing has no end");
    }
  }

  /** Whether it stays with the host that our token is for. */
  static boolean isPath(String text) {
    return text.length() <= LONGEST_PATH
        && text.startsWith("/api/v2/")
        && PATH.matcher(text).matches();
  }

  private static ApiException invalid(String detail) {
    return new ApiException(SourceFault.INVALID_ANSWER, detail);
  }
}
