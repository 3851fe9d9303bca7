package dev.handshake.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads a target's own labels. */
final class Labels {
  /** The labels that the agent's own series carry, and those that Prometheus adds. */
  static final Set<String> RESERVED =
      Set.of(
          "target",
          "ip",
          "instance",
          "job",
          "le",
          "quantile",
          "reason",
          "phase",
          "party",
          "alert",
          "finding",
          "outcome",
          "protocol",
          "cipher",
          "group",
          "alpn",
          "position",
          "subject",
          "issuer",
          "serial",
          "fingerprint_sha256",
          "key",
          "signature_algorithm",
          "check",
          "state",
          "to",
          "source",
          "status",
          "identity",
          "trust",
          "organization",
          "region",
          "authority",
          "code");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private Labels() {}

  static SortedMap<String, String> read(Section section) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, Value> entry : section.entries().entrySet()) {
      String name = entry.getKey();
      Value value = entry.getValue();
      if (!NAME.matcher(name).matches()) {
        value.wrong("a label name of letters, digits and underscores before the colon");
      } else if (name.startsWith("__") || RESERVED.contains(name)) {
        value.wrong("another label name, " + name + " is reserved");
      }
      Optional<String> text = value.string();
      text.ifPresent(some -> labels.put(name, some));
    }
    return labels;
  }
}
