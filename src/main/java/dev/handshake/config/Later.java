package dev.handshake.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Keys of the contract whose function this version does not have. Their defaults are accepted, so
 * that a file may spell them out; anything else is refused rather than ignored.
 */
final class Later {
  static final Later WEB = new Later(Key.of("config_file", "null"));

  private final List<Key> keys;

  private Later(Key... keys) {
    this.keys = List.of(keys);
  }

  /** Asks for each of the keys, and refuses what is not its default; what is set is not shown. */
  void refuse(Section section) {
    for (Key key : keys) {
      section
          .value(key.name())
          .filter(value -> !value.node().repeats(key.otherwise()))
          .ifPresent(value ->
              value.wrong("set", key.text() + ", others are not supported yet in this version"));
    }
  }

  private record Key(String name, String text, Node otherwise) {
    static Key of(String name, String text) {
      Node node =
          Document.parse(new Source(Path.of(name), _ -> null), text)
              .orElseThrow(() -> new IllegalStateException(name + ": not YAML: " + text));
      return new Key(name, text, node);
    }
  }
}
