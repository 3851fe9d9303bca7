package dev.handshake.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;

/** Reads a value of any shape as JSON. What is wrong in it is told, and never shown. */
final class JsonReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonReader() {}

  static JsonNode emptyObject() {
    return NODES.objectNode();
  }

  /** The value as JSON; empty where a part of it cannot be read. */
  static Optional<JsonNode> read(Value value) {
    return switch (value.node()) {
      case Node.Scalar scalar -> read(value.hide(), scalar);
      case Node.Sequence sequence -> read(value, sequence).map(JsonNode.class::cast);
      case Node.Mapping mapping -> read(value, mapping).map(JsonNode.class::cast);
    };
  }

  private static Optional<JsonNode> read(Value value, Node.Scalar scalar) {
    return switch (scalar.kind()) {
      case STRING -> value.string().map(NODES::textNode);
      case BOOLEAN -> value.flag().map(NODES::booleanNode);
      case NULL -> Optional.of(NODES.nullNode());
      case NUMBER -> number(value, scalar.text());
    };
  }

  private static Optional<JsonNode> number(Value value, String text) {
    if (!text.matches("-?(0|[1-9][0-9]{0,17})([.][0-9]{1,18})?")) {
      value.wrong("a decimal number of at most 18 digits, or text in quotes");
      return Optional.empty();
    }
    return Optional.of(
        text.indexOf('.') < 0
            ? NODES.numberNode(Long.parseLong(text))
            : NODES.numberNode(new BigDecimal(text)));
  }

  private static Optional<ArrayNode> read(Value value, Node.Sequence sequence) {
    ArrayNode array = NODES.arrayNode();
    value.list().ifPresent(items -> items.forEach(item -> read(item).ifPresent(array::add)));
    return Optional.of(array).filter(whole -> whole.size() == sequence.items().size());
  }

  private static Optional<ObjectNode> read(Value value, Node.Mapping mapping) {
    ObjectNode object = NODES.objectNode();
    value
        .section()
        .map(Section::entries)
        .ifPresent(entries ->
            entries.forEach((key, entry) -> read(entry).ifPresent(node -> object.set(key, node))));
    return Optional.of(object).filter(whole -> whole.size() == mapping.entries().size());
  }
}
