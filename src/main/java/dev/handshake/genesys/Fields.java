package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An object of an answer, read field by field. What is missing or of another kind counts as absent,
 * and what else stands there is passed over: all fields of the API are optional.
 */
record Fields(JsonNode node) {
  private static final int LONGEST = 2_000;
  private static final Pattern SAFE_ID = Pattern.compile("[A-Za-z0-9_.~-]{1,200}");

  /**
   * Reads an object.
   *
   * @throws ApiException if the node is none
   */
  static Fields of(JsonNode node) throws ApiException {
    if (!node.isObject()) {
      throw invalid("an object is expected where there is none");
    }
    return new Fields(node);
  }

  /** Objects of a listing, at most so many. */
  static List<Fields> each(List<JsonNode> entities, int most) throws ApiException {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode entity : entities.size() > most ? entities.subList(0, most) : entities) {
      objects.add(of(entity));
    }
    return objects;
  }

  /** The {@code entities} of an answer that knows no pages. */
  static List<JsonNode> entities(JsonNode answer) throws ApiException {
    JsonNode entities = of(answer).node().path("entities");
    if (!entities.isArray()) {
      throw invalid("entities are missing");
    }
    List<JsonNode> all = new ArrayList<>();
    entities.forEach(all::add);
    return all;
  }

  static ApiException invalid(String detail) {
    return new ApiException(SourceFault.INVALID_ANSWER, detail);
  }

  /** A text, cut at 2,000 characters; one without any is absent. */
  Optional<String> text(String name) {
    return whole(name)
        .filter(text -> !text.isBlank())
        .map(text -> text.length() > LONGEST ? text.substring(0, LONGEST) : text);
  }

  /** A text of whatever length, also an empty one. */
  Optional<String> whole(String name) {
    JsonNode value = node.path(name);
    return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }

  /** A text for a label, which is empty where there is none. */
  String label(String name) {
    return text(name).orElse("");
  }

  /**
   * An id that may stand in a path.
   *
   * @throws ApiException if there is none
   */
  String id() throws ApiException {
    String id = label("id");
    if (!SAFE_ID.matcher(id).matches()) {
      throw invalid("an id is missing or no id");
    }
    return id;
  }

  boolean flag(String name) {
    return node.path(name).asBoolean(false);
  }

  Optional<Instant> time(String name) {
    return text(name).flatMap(Fields::parsed);
  }

  private static Optional<Instant> parsed(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }

  /** An object within, without any field where there is none. */
  Fields object(String name) {
    return new Fields(node.path(name));
  }

  /** The texts of a list. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    node.path(name)
        .forEach(each -> {
          if (each.isTextual()) {
            texts.add(each.textValue());
          }
        });
    return texts;
  }
}
