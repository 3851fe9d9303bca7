package dev.handshake.certificate;

import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * The certificates above a leaf: all that can be reached by following issuers whose name matches
 * and whose key verifies, up to the first anchor on each way.
 *
 * <p>Neither dates nor key strength nor extensions play a part, so that a chain keeps its path
 * whatever else is wrong with it. The JDK's path builder cannot be asked that: it refuses
 * algorithms by the platform's configuration, wants one instant at which everything is valid, and
 * searches cross-signed loops without a bound.
 */
final class IssuerGraph {
  private static final int MOST_PATHS = 32;
  private static final int MOST_STEPS = 2_000;

  private final X509Certificate leaf;
  private final Set<X509Certificate> anchors;
  private final Map<X500Principal, Set<X509Certificate>> bySubject;
  private final SignatureBook signatures;
  private final Map<X509Certificate, List<X509Certificate>> issuers = new LinkedHashMap<>();

  private IssuerGraph(
      X509Certificate leaf,
      Set<X509Certificate> anchors,
      Map<X500Principal, Set<X509Certificate>> bySubject,
      SignatureBook signatures) {
    this.leaf = leaf;
    this.anchors = anchors;
    this.bySubject = bySubject;
    this.signatures = signatures;
  }

  /**
   * Follows issuers up from a leaf.
   *
   * @param pool certificates that may stand between the leaf and an anchor, the preferred ones
   *     first
   */
  static IssuerGraph above(
      X509Certificate leaf,
      Collection<X509Certificate> pool,
      Set<X509Certificate> anchors,
      SignatureBook signatures) {
    IssuerGraph graph = new IssuerGraph(leaf, anchors, bySubject(anchors, pool), signatures);
    Deque<X509Certificate> waiting = new ArrayDeque<>(List.of(leaf));
    while (!waiting.isEmpty()) {
      X509Certificate next = waiting.remove();
      if (graph.issuers.containsKey(next)) {
        continue;
      }
      List<X509Certificate> above = anchors.contains(next) ? List.of() : graph.find(next);
      graph.issuers.put(next, above);
      waiting.addAll(above);
    }
    return graph;
  }

  private static Map<X500Principal, Set<X509Certificate>> bySubject(
      Collection<X509Certificate> anchors, Collection<X509Certificate> pool) {
    Map<X500Principal, Set<X509Certificate>> index = new HashMap<>();
    for (Collection<X509Certificate> each : List.of(anchors, pool)) {
      for (X509Certificate certificate : each) {
        index
            .computeIfAbsent(certificate.getSubjectX500Principal(), _ -> new LinkedHashSet<>())
            .add(certificate);
      }
    }
    return index;
  }

  /** Those whose key identifier contradicts the certificate are tried only where no other fits. */
  private List<X509Certificate> find(X509Certificate child) {
    Map<KeyMatch, List<X509Certificate>> candidates =
        namesakes(child).collect(Collectors.groupingBy(issuer -> signatures.match(child, issuer)));
    List<X509Certificate> found = new ArrayList<>();
    for (KeyMatch match : KeyMatch.values()) {
      if (match != KeyMatch.DIFFERENT || found.isEmpty()) {
        candidates.getOrDefault(match, List.of()).stream()
            .filter(issuer -> signatures.signed(child, issuer))
            .forEach(found::add);
      }
    }
    return List.copyOf(found);
  }

  private Stream<X509Certificate> namesakes(X509Certificate child) {
    return bySubject.getOrDefault(child.getIssuerX500Principal(), Set.of()).stream()
        .filter(candidate -> !candidate.equals(child));
  }

  /**
   * A certificate that by name and key identifier issued this one, yet whose key did not sign it.
   */
  Optional<X509Certificate> disowner(X509Certificate child) {
    return issuers(child).isEmpty()
        ? namesakes(child)
            .filter(candidate -> signatures.match(child, candidate) == KeyMatch.SAME)
            .filter(candidate -> signatures.disowned(child, candidate))
            .findFirst()
        : Optional.empty();
  }

  /** The leaf and everything above it, nearest first. */
  Set<X509Certificate> certificates() {
    return issuers.keySet();
  }

  /** The issuers of a certificate of this graph; none above an anchor. */
  List<X509Certificate> issuers(X509Certificate certificate) {
    return issuers.getOrDefault(certificate, List.of());
  }

  /** The first issuer of each, from the leaf to where it ends or begins to repeat. */
  List<X509Certificate> firstWay() {
    Set<X509Certificate> way = new LinkedHashSet<>();
    List<X509Certificate> next = List.of(leaf);
    while (!next.isEmpty() && way.add(next.getFirst())) {
      next = issuers(next.getFirst());
    }
    return List.copyOf(way);
  }

  /**
   * Paths from the leaf to an anchor, both included, the shortest first; not all where there are
   * many.
   */
  List<List<X509Certificate>> paths() {
    Search search = new Search(distances());
    search.extend(new ArrayList<>(List.of(leaf)));
    search.found.sort(Comparator.comparingInt(List::size));
    return search.found;
  }

  /** How far each certificate is from an anchor; those that lead to none are left out. */
  private Map<X509Certificate, Integer> distances() {
    Map<X509Certificate, List<X509Certificate>> issued = new HashMap<>();
    issuers.forEach((child, above) ->
        above.forEach(issuer -> issued.computeIfAbsent(issuer, _ -> new ArrayList<>()).add(child)));
    Map<X509Certificate, Integer> distances = new HashMap<>();
    Deque<X509Certificate> waiting = new ArrayDeque<>();
    issuers.keySet().stream()
        .filter(anchors::contains)
        .forEach(anchor -> {
          distances.put(anchor, 0);
          waiting.add(anchor);
        });
    while (!waiting.isEmpty()) {
      X509Certificate near = waiting.remove();
      int distance = distances.getOrDefault(near, 0) + 1;
      for (X509Certificate child : issued.getOrDefault(near, List.of())) {
        if (distances.putIfAbsent(child, distance) == null) {
          waiting.add(child);
        }
      }
    }
    return distances;
  }

  /** A depth-first search that goes towards the nearest anchor first. */
  private final class Search {
    private final Map<X509Certificate, Integer> distances;
    private final List<List<X509Certificate>> found = new ArrayList<>();
    private int steps;

    Search(Map<X509Certificate, Integer> distances) {
      this.distances = distances;
    }

    void extend(List<X509Certificate> path) {
      X509Certificate last = path.getLast();
      if (!distances.containsKey(last) || found.size() == MOST_PATHS || steps++ > MOST_STEPS) {
        return;
      }
      if (anchors.contains(last)) {
        found.add(List.copyOf(path));
        return;
      }
      issuers(last).stream()
          .filter(distances::containsKey)
          .filter(issuer -> !path.contains(issuer))
          .sorted(Comparator.comparing(issuer -> distances.getOrDefault(issuer, 0)))
          .forEach(issuer -> {
            path.addLast(issuer);
            extend(path);
            path.removeLast();
          });
    }
  }
}
