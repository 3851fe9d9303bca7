package dev.handshake.discovery;

import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the sources name together: what is configured, and beside it what each source named
 * last. Of several targets of one name the first counts: the configured one, else that of the
 * source that comes first. Beside what the operator chose at an endpoint, nobody else's target is
 * watched there.
 */
public final class TargetSet {
  /** What the configuration is called as a source. */
  public static final String CONFIGURATION = "configuration";

  private static final int MOST_SHOWN = 10;
  private static final Logger LOG = LoggerFactory.getLogger(TargetSet.class);

  /** What each source named last; one that has left, or has never been in, is no key. */
  private final IdentityHashMap<TargetSource, List<Target>> named = new IdentityHashMap<>();

  private volatile Membership members;
  private volatile Merged merged;
  private Set<String> told = Set.of();
  private Optional<Consumer<List<Target>>> listener = Optional.empty();

  /**
   * @param configured their names unique, which stay as they are
   * @param sources in the order in which they are asked for a name, their own names unique
   */
  public TargetSet(List<Target> configured, List<? extends TargetSource> sources) {
    this.members = membership(configured, sources);
    sources.forEach(source -> named.put(source, source.known()));
    this.merged = merge();
  }

  /** Who has a say: the configuration, and sources in their order. */
  private record Membership(List<Target> configured, List<TargetSource> sources) {
    Membership {
      configured = List.copyOf(configured);
      sources = List.copyOf(sources);
      Set<String> taken = new HashSet<>(Set.of(CONFIGURATION));
      for (TargetSource source : sources) {
        if (!taken.add(source.name())) {
          throw new IllegalArgumentException(
              "source: " + source.name() + " (expected: a name of its own)");
        }
      }
    }
  }

  private static Membership membership(
      List<Target> configured, List<? extends TargetSource> sources) {
    return new Membership(configured, List.copyOf(sources));
  }

  /**
   * What that comes to.
   *
   * @param configured where the targets of the configuration are, by name
   * @param operators the same of all that the operator chose
   */
  private record Merged(
      List<Target> targets, Map<String, Endpoint> configured, Map<String, Endpoint> operators) {}

  /**
   * Begins to watch the sources.
   *
   * @param some is told all targets whenever they are others than before, one call at a time, on
   *     whatever thread the source told them
   */
  public void watch(Consumer<List<Target>> some) {
    synchronized (this) {
      listener = Optional.of(some);
    }
    members.sources().forEach(this::join);
  }

  /**
   * Replaces what is configured and the sources. One that stays, which is the same object, keeps
   * its list; what a new one tells at once is there from the beginning. The listener is told where
   * all this makes a difference, at most once for what is known by then. One call at a time.
   *
   * @param configured their names unique
   * @param sources in the order in which they are asked for a name, their own names unique
   */
  public void become(List<Target> configured, List<? extends TargetSource> sources) {
    Membership next = membership(configured, sources);
    next.sources().stream().filter(this::isNew).forEach(this::join);
    synchronized (this) {
      members = next;
      IdentityHashMap<TargetSource, List<Target>> before = new IdentityHashMap<>(named);
      named.clear();
      next.sources().forEach(source -> named.put(source, before.getOrDefault(source, List.of())));
      renew();
    }
  }

  private synchronized boolean isNew(TargetSource source) {
    return named.putIfAbsent(source, source.known()) == null && listener.isPresent();
  }

  /** Not while holding the lock: a source may tell while it holds its own. */
  private void join(TargetSource source) {
    source.watch(targets -> told(source, targets));
  }

  private synchronized void told(TargetSource source, List<Target> targets) {
    if (named.replace(source, List.copyOf(targets)) != null) {
      renew();
    }
  }

  private void renew() {
    List<Target> before = merged.targets();
    merged = merge();
    if (!merged.targets().equals(before)) {
      listener.ifPresent(some -> some.accept(merged.targets()));
    }
  }

  private Merged merge() {
    Map<String, Endpoint> configured = new HashMap<>();
    members.configured().forEach(target -> configured.put(target.name(), target.endpoint()));
    List<Target> all = new ArrayList<>(members.configured());
    Set<String> taken = new HashSet<>(configured.keySet());
    Map<String, Endpoint> operators = new HashMap<>(configured);
    Set<Endpoint> endpoints = new HashSet<>(operators.values());
    Set<String> twice = new LinkedHashSet<>();
    for (TargetSource source : members.sources()) {
      for (Target target : named.getOrDefault(source, List.of())) {
        if (!source.isOperators() && endpoints.contains(target.endpoint())) {
          continue;
        }
        if (!taken.add(target.name())) {
          twice.add(target.name());
          continue;
        }
        all.add(target);
        if (source.isOperators()) {
          operators.put(target.name(), target.endpoint());
          endpoints.add(target.endpoint());
        }
      }
    }
    warnOf(twice);
    return new Merged(List.copyOf(all), Map.copyOf(configured), Map.copyOf(operators));
  }

  /** Tells once of each name that several have. */
  private void warnOf(Set<String> twice) {
    List<String> news = twice.stream().filter(name -> !told.contains(name)).toList();
    told = Set.copyOf(twice);
    if (!news.isEmpty()) {
      LOG.warn(
          "{} discovered targets have another target's name and are left out: {}",
          news.size(),
          String.join(", ", news.stream().limit(MOST_SHOWN).toList()));
    }
  }

  /** All targets, the configured ones first. */
  public List<Target> targets() {
    return merged.targets();
  }

  /** Whether a target is configured, rather than discovered. */
  public boolean isConfigured(Target target) {
    return target.endpoint().equals(merged.configured().get(target.name()));
  }

  /** Whether a target is the operator's own choice: configured, or named by a source of his. */
  public boolean isOperators(Target target) {
    return target.endpoint().equals(merged.operators().get(target.name()));
  }

  /** Tells of each source that has been asked whether it answered, as 1 or 0. */
  public void health(ObjIntConsumer<String> reader) {
    reader.accept(CONFIGURATION, 1);
    members
        .sources()
        .forEach(source -> source.up().ifPresent(up -> reader.accept(source.name(), up ? 1 : 0)));
  }

  /** Tells of each source that ever answered when it last did. */
  public void lastSuccesses(BiConsumer<String, Instant> reader) {
    members
        .sources()
        .forEach(source -> source.lastSuccess().ifPresent(at -> reader.accept(source.name(), at)));
  }
}
