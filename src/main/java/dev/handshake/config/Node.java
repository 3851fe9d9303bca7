package dev.handshake.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a YAML document that knows its line. */
sealed interface Node {
  int line();

  /** How the value reads in an error: escaped and cut, lists and mappings by their kind. */
  String shown();

  /** What a plain scalar is taken for (YAML 1.2, section 10.3); a quoted one is always a string. */
  enum Kind {
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  record Scalar(int line, Kind kind, String text) implements Node {
    @Override
    public String shown() {
      return kind == Kind.STRING ? Shown.quoted(text) : Shown.plain(text);
    }
  }

  record Sequence(int line, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return "a list";
    }
  }

  /** Its entries in the order of the file. */
  record Mapping(int line, Map<String, Node> entries) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String shown() {
      return "a mapping";
    }
  }
}
