package dev.handshake.discovery;

import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;

/**
 * All that the sources name together: what is configured, and beside it what each source named
 * last. What is configured wins: a discovered target is left out where its name or its endpoint is
 * configured, or its name is another source's.
 */
public final class TargetSet {
  /** What the configuration is called as a source. */
  public static final String CONFIGURATION = "configuration";

  private final List<Target> configured;
  private final List<TargetSource> sources;
  private final Map<String, List<Target>> discovered = new LinkedHashMap<>();
  private final Set<String> names;
  private final Set<Endpoint> endpoints;
  private List<Target> merged;

  /**
   * @param configured their names unique, which stay as they are
   * @param sources in the order in which they are asked for a name, their own names unique
   */
  public TargetSet(List<Target> configured, List<? extends TargetSource> sources) {
    this.configured = List.copyOf(configured);
    this.sources = List.copyOf(sources);
    this.names = configured.stream().map(Target::name).collect(Collectors.toUnmodifiableSet());
    this.endpoints =
        configured.stream().map(Target::endpoint).collect(Collectors.toUnmodifiableSet());
    this.merged = this.configured;
    for (TargetSource source : sources) {
      if (source.name().equals(CONFIGURATION) || discovered.put(source.name(), List.of()) != null) {
        throw new IllegalArgumentException(
            "source: " + source.name() + " (expected: a name of its own)");
      }
    }
  }

  /**
   * Begins to watch the sources.
   *
   * @param listener is told all targets whenever they are others than before, one call at a time,
   *     on whatever thread the source told them
   */
  public void watch(Consumer<List<Target>> listener) {
    sources.forEach(source -> source.watch(targets -> told(source.name(), targets, listener)));
  }

  private synchronized void told(
      String source, List<Target> targets, Consumer<List<Target>> listener) {
    discovered.put(source, List.copyOf(targets));
    List<Target> now = merge();
    if (!now.equals(merged)) {
      merged = now;
      listener.accept(now);
    }
  }

  private List<Target> merge() {
    List<Target> all = new ArrayList<>(configured);
    Set<String> taken = new HashSet<>(names);
    discovered.values().stream()
        .flatMap(List::stream)
        .filter(target -> !endpoints.contains(target.endpoint()) && taken.add(target.name()))
        .forEach(all::add);
    return List.copyOf(all);
  }

  /** All targets, the configured ones first. */
  public synchronized List<Target> targets() {
    return merged;
  }

  /** Whether a target is configured, rather than discovered. */
  public boolean isConfigured(Target target) {
    return names.contains(target.name());
  }

  /** Tells of each source that has been asked whether it answered, as 1 or 0. */
  public void health(ObjIntConsumer<String> listener) {
    listener.accept(CONFIGURATION, 1);
    sources.forEach(
        source -> source.up().ifPresent(up -> listener.accept(source.name(), up ? 1 : 0)));
  }
}
