package dev.handshake.revocation;

import dev.handshake.certificate.DistributionPoints;
import dev.handshake.certificate.RevocationList;
import dev.handshake.certificate.RevocationStatus;
import dev.handshake.revocation.Fetcher.Wanted;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The revocation lists that single certificates name, also where nobody knows who signed them: then
 * a list tells its own age and nothing of the certificate.
 */
final class NamedLists {
  private static final int LARGEST = 10 << 20;
  private static final int MOST = 64;
  private static final long HEAVIEST = 32 << 20;

  private final Vertx vertx;
  private final Fetcher fetcher;
  private final InstantSource clock;
  private final Learnt<Key, RevocationList> lists;

  private record Key(String url, X509Certificate certificate, Optional<X509Certificate> issuer) {}

  NamedLists(Vertx vertx, Fetcher fetcher, InstantSource clock) {
    this.vertx = vertx;
    this.fetcher = fetcher;
    this.clock = clock;
    this.lists =
        new Learnt<>(MOST, HEAVIEST, RevocationList::size, clock, RevocationList::nextUpdate);
  }

  /** Waits for what has to be fetched; empty where the certificate names no list. */
  Future<Optional<ListSighting>> of(X509Certificate certificate, Optional<X509Certificate> issuer) {
    List<Key> keys =
        DistributionPoints.ofLists(certificate).stream()
            .map(url -> new Key(url, certificate, issuer))
            .toList();
    return keys.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : firstUp(keys).map(Optional::of);
  }

  /** The first list that is up, else what became of the last. */
  private Future<ListSighting> firstUp(List<Key> keys) {
    return sighting(keys.getFirst())
        .compose(sighting ->
            sighting.up() || keys.size() == 1
                ? Future.succeededFuture(sighting)
                : firstUp(keys.subList(1, keys.size())));
  }

  private Future<ListSighting> sighting(Key key) {
    return ask(key).load().transform(_ -> Future.succeededFuture(told(key, ask(key))));
  }

  private Learnt.Item<RevocationList> ask(Key key) {
    return lists.ask(
        key,
        () ->
            fetcher
                .fetch(Wanted.get(key.url(), LARGEST))
                .compose(der -> vertx.executeBlocking(() -> read(der, key), false)));
  }

  /** Reads a list and verifies its signature, so that nobody has to do it on an event loop. */
  private RevocationList read(byte[] encoded, Key key) throws IOException {
    RevocationList list =
        RevocationList.ofDer(encoded).orElseThrow(() -> new IOException("it is no list"));
    key.issuer().ifPresent(issuer -> list.statusOf(key.certificate(), issuer, clock.instant()));
    return list;
  }

  private ListSighting told(Key key, Learnt.Item<RevocationList> item) {
    RevocationStatus trouble =
        new RevocationStatus.Unknown(item.trouble().orElse("who signed it is not known"));
    if (item.value().isEmpty()) {
      return new ListSighting(false, Optional.empty(), trouble);
    }
    RevocationList list = item.value().get();
    Instant now = clock.instant();
    RevocationStatus status =
        key.issuer().map(issuer -> list.statusOf(key.certificate(), issuer, now)).orElse(trouble);
    boolean current = list.nextUpdate().map(now::isBefore).orElse(true);
    return new ListSighting(
        item.trouble().isEmpty() && current && !isWrong(status), list.nextUpdate(), status);
  }

  private static boolean isWrong(RevocationStatus status) {
    return switch (status) {
      case RevocationStatus.Invalid _, RevocationStatus.Stale _ -> true;
      case RevocationStatus.Good _, RevocationStatus.Revoked _, RevocationStatus.Unknown _ -> false;
    };
  }
}
