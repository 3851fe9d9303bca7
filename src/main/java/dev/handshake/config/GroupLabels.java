package dev.handshake.config;

import dev.handshake.discovery.TargetGroups;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The labels of a group of targets: those of its targets, and those that say how to probe them. Of
 * the latter there are two of each kind: what people write, which wins, and what another agent
 * lists.
 */
final class GroupLabels {
  private static final int MOST = 64;
  private static final Set<String> STEERING =
      Set.of(
          TargetGroups.NAME,
          TargetGroups.MODULE,
          TargetGroups.SERVER_NAME,
          TargetGroups.LISTED_NAME,
          TargetGroups.LISTED_MODULE,
          TargetGroups.LISTED_SERVER_NAME);

  private final SortedMap<String, String> own = new TreeMap<>();
  private final Map<String, Steering> steering = new HashMap<>();

  /** What a label says, and where. */
  private record Steering(Value place, String text) {}

  private GroupLabels() {}

  /** A group without labels. */
  static GroupLabels none() {
    return new GroupLabels();
  }

  /**
   * @param text reads a label's value
   */
  static GroupLabels read(Section section, Function<Value, Optional<String>> text) {
    GroupLabels labels = new GroupLabels();
    Map<String, Value> entries = section.entries();
    entries.forEach((name, value) -> labels.take(name, value, text));
    if (labels.own.size() > MOST) {
      entries.values().iterator().next().wrong("at most " + MOST + " labels");
    }
    return labels;
  }

  private void take(String name, Value value, Function<Value, Optional<String>> text) {
    if (STEERING.contains(name)) {
      text.apply(value)
          .filter(some -> !some.isEmpty())
          .ifPresent(some -> steering.put(name, new Steering(value, some)));
    } else if (!name.startsWith("__")) {
      Labels.check(name, value);
      text.apply(value).ifPresent(some -> own.put(name, some));
    }
  }

  private Optional<Steering> given(String key, String listed) {
    return Optional.ofNullable(steering.getOrDefault(key, steering.get(listed)));
  }

  private Optional<Steering> named() {
    return given(TargetGroups.NAME, TargetGroups.LISTED_NAME);
  }

  /** The name of the group's one target. */
  Optional<String> name() {
    return named().map(Steering::text);
  }

  /** Where the name stands. */
  Optional<Value> placeOfName() {
    return named().map(Steering::place);
  }

  /**
   * The name of the module; empty where none is named, and where it is not known, which is told.
   */
  Optional<String> module(Map<String, ProbeModule> modules) {
    return given(TargetGroups.MODULE, TargetGroups.LISTED_MODULE)
        .filter(named -> isOneOf(modules.keySet(), named))
        .map(Steering::text);
  }

  private static boolean isOneOf(Collection<String> known, Steering named) {
    if (!known.contains(named.text())) {
      named.place().wrong(Nearest.oneOf(known, named.text()));
    }
    return known.contains(named.text());
  }

  /** What is asked for and verified. */
  Optional<String> serverName() {
    return given(TargetGroups.SERVER_NAME, TargetGroups.LISTED_SERVER_NAME)
        .flatMap(GroupLabels::host);
  }

  private static Optional<String> host(Steering named) {
    try {
      return Optional.of(Endpoint.hostOf(named.text()));
    } catch (IllegalArgumentException malformed) {
      named.place().wrong("a DNS name or an IP address");
      return Optional.empty();
    }
  }

  /** The labels of the targets. */
  SortedMap<String, String> own() {
    return own;
  }
}
