package dev.handshake.config;

import dev.handshake.config.Node.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A mapping whose keys are asked for one by one; what is left over at the end was not known. */
final class Section {
  private final Set<String> known = new LinkedHashSet<>();
  private final Source source;
  private final String path;
  private final Mapping mapping;

  Section(Source source, String path, Mapping mapping) {
    this.source = source;
    this.path = path;
    this.mapping = mapping;
  }

  /** The value of a key, if it is given. */
  Optional<Value> value(String key) {
    known.add(key);
    Node node = mapping.entries().get(key);
    return node == null ? Optional.empty() : Optional.of(valueOf(key, node));
  }

  /** The value of a key, unless it is left out or null, which then mean the same. */
  Optional<Value> nullable(String key) {
    return value(key).filter(value -> !value.isNull());
  }

  /** The value of a key that must be given. */
  Optional<Value> required(String key, String expected) {
    Optional<Value> value = value(key);
    if (value.isEmpty()) {
      source.wrong(mapping.line(), Source.child(path, key), "missing", expected);
    }
    return value;
  }

  Optional<Section> section(String key) {
    return value(key).flatMap(Value::section);
  }

  Duration duration(String key, Duration otherwise) {
    return value(key).flatMap(Value::duration).orElse(otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    return value(key).flatMap(Value::flag).orElse(otherwise);
  }

  int integer(String key, int least, int most, int otherwise) {
    return value(key).flatMap(value -> value.integer(least, most)).orElse(otherwise);
  }

  /** The items of a list, each read the same way; those that cannot be read are left out. */
  <T> Optional<List<T>> list(String key, Function<Value, Optional<T>> reader) {
    return value(key)
        .flatMap(Value::list)
        .map(items -> {
          List<T> read = new ArrayList<>();
          items.forEach(item -> reader.apply(item).ifPresent(read::add));
          return read;
        });
  }

  /** All entries, each a value of its own, for a mapping whose keys are names. */
  Map<String, Value> entries() {
    Map<String, Value> entries = new LinkedHashMap<>();
    mapping.entries().forEach((key, node) -> entries.put(key, valueOf(key, node)));
    return entries;
  }

  /** Says what is wrong between several keys, at the first of them that is given. */
  void wrong(String expected, String... keys) {
    for (String key : keys) {
      Node node = mapping.entries().get(key);
      if (node != null) {
        valueOf(key, node).wrong(expected);
        return;
      }
    }
    source.wrong(mapping.line(), path, mapping.shown(), expected);
  }

  /** Says that the whole of it is accepted, and what would be better. */
  void warn(String advice) {
    source.warn(mapping.line(), path, mapping.shown(), advice);
  }

  Source source() {
    return source;
  }

  /** Refuses every key that nobody has asked for. */
  void done() {
    if (known.containsAll(mapping.entries().keySet())) {
      return;
    }
    mapping
        .entries()
        .forEach((key, node) -> {
          if (!known.contains(key)) {
            valueOf(key, node).wrong("unknown key", Nearest.oneOf(known, key));
          }
        });
  }

  private Value valueOf(String key, Node node) {
    return new Value(source, Source.child(path, key), node);
  }
}
