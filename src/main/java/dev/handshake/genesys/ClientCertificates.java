package dev.handshake.genesys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which client certificates are believed. While the platform rotates, its answers take turns, as it
 * says itself: another list is believed once two answers in a row agree on it, and none at all
 * where there were some is never believed. The first answer has nothing to agree with, and stands.
 */
final class ClientCertificates {
  private static final Duration ANNOUNCED_BEFORE = Duration.ofDays(90);

  private final Map<String, CertificateChanges> changes = new TreeMap<>();
  private @Nullable List<ClientCertificate> believed;
  private Set<ClientCertificate.Key> doubted = Set.of();

  /** What an answer came to. */
  sealed interface Word {
    /** It says what is believed already. */
    record Known() implements Word {}

    /** It says something else, which wants to be heard once more. */
    record Unconfirmed() implements Word {}

    /** It is believed from now on. */
    record Believed(List<CertificateChange> changes) implements Word {}
  }

  /**
   * Takes in an answer.
   *
   * @throws ApiException if it cannot be believed
   */
  Word hear(List<ClientCertificate> seen, Instant now) throws ApiException {
    Set<ClientCertificate.Key> keys = keys(seen);
    List<ClientCertificate> before = believed;
    if (before == null) {
      return believe(seen, List.of(), now);
    }
    if (seen.isEmpty() && !before.isEmpty()) {
      throw Fields.invalid("no client certificate where there were " + before.size());
    }
    if (keys.equals(keys(before))) {
      believed = List.copyOf(seen);
      doubted = Set.of();
      return new Word.Known();
    }
    if (keys.equals(doubted)) {
      return believe(seen, before, now);
    }
    doubted = keys;
    return new Word.Unconfirmed();
  }

  /** What is believed; nothing before the first answer. */
  List<ClientCertificate> believed() {
    return believed == null ? List.of() : believed;
  }

  /** How often each authority's current certificate became another. */
  Map<String, CertificateChanges> changes() {
    return Map.copyOf(changes);
  }

  private Word believe(List<ClientCertificate> seen, List<ClientCertificate> before, Instant now) {
    boolean first = believed == null;
    believed = List.copyOf(seen);
    doubted = Set.of();
    List<CertificateChange> found = first ? List.of() : differences(before, seen);
    seen.stream()
        .filter(ClientCertificate::current)
        .forEach(one -> changes.putIfAbsent(one.authority(), CertificateChanges.NONE));
    found.stream()
        .filter(change -> change.status().equals(ClientCertificate.CURRENT))
        .filter(change -> !change.from().isEmpty())
        .forEach(change ->
            changes.compute(
                change.authority(),
                (_, count) -> (count == null ? CertificateChanges.NONE : count).another(now)));
    return new Word.Believed(found);
  }

  private static List<CertificateChange> differences(
      List<ClientCertificate> before, List<ClientCertificate> after) {
    Map<Role, Set<String>> from = byRole(before);
    Map<Role, Set<String>> to = byRole(after);
    List<CertificateChange> found = new ArrayList<>();
    Stream.concat(from.keySet().stream(), to.keySet().stream())
        .distinct()
        .sorted()
        .forEach(role -> {
          Set<String> was = from.getOrDefault(role, Collections.emptySet());
          Set<String> is = to.getOrDefault(role, Collections.emptySet());
          if (!was.equals(is)) {
            found.add(
                new CertificateChange(
                    role.authority(), role.status(), List.copyOf(was), List.copyOf(is)));
          }
        });
    return found;
  }

  private record Role(String authority, String status) implements Comparable<Role> {
    @Override
    public int compareTo(Role other) {
      return (authority + '\n' + status).compareTo(other.authority + '\n' + other.status);
    }
  }

  private static Map<Role, Set<String>> byRole(List<ClientCertificate> certificates) {
    return certificates.stream()
        .collect(
            Collectors.groupingBy(
                one -> new Role(one.authority(), one.status()),
                Collectors.mapping(
                    one -> one.leaf().fingerprintSha256(), Collectors.toCollection(TreeSet::new))));
  }

  private static Set<ClientCertificate.Key> keys(List<ClientCertificate> certificates) {
    Set<ClientCertificate.Key> keys = new HashSet<>();
    certificates.forEach(one -> keys.add(one.key()));
    return keys;
  }

  /**
   * Whether the current certificate of DigiCert has under 90 days left and no successor is there.
   * Genesys's own authority publishes none, and an absent one is healthy before that time.
   */
  static Optional<Boolean> upcomingMissing(List<ClientCertificate> certificates, Instant now) {
    List<ClientCertificate> ours =
        certificates.stream()
            .filter(one -> one.authority().equals(ClientCertificate.DIGICERT))
            .toList();
    boolean announced = ours.stream().anyMatch(ClientCertificate::upcoming);
    return ours.stream()
        .filter(ClientCertificate::current)
        .map(one -> one.leaf().notAfter())
        .min(Instant::compareTo)
        .map(end -> !announced && end.isBefore(now.plus(ANNOUNCED_BEFORE)));
  }
}
