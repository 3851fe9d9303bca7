package dev.handshake.genesys;

import dev.handshake.certificate.Certified;
import dev.handshake.certificate.RevocationStatus;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.revocation.ListSighting;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Thinks over the client certificates that are believed, by what is known at that moment. */
final class Review {
  private final Readiness readiness = new Readiness();
  private final GenesysSettings settings;
  private final Surroundings surroundings;
  private final Worker worker;

  Review(GenesysSettings settings, Surroundings surroundings, Worker worker) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.worker = worker;
  }

  Future<List<Standing>> of(List<ClientCertificate> certificates, Instant now) {
    return InTurn.each(certificates, one -> list(one).compose(list -> standing(one, list, now)));
  }

  private Future<Standing> standing(ClientCertificate one, Optional<ListState> list, Instant now) {
    return worker.run(
        () -> new Standing(one, Readiness.clientAuth(one), trusted(one, now), named(one), list));
  }

  private Map<String, Standing.Verdict> trusted(ClientCertificate one, Instant now) {
    Map<String, Standing.Verdict> verdicts = new TreeMap<>();
    stores().forEach(store -> verdicts.put(store.name(), readiness.verdict(one, store, now)));
    return verdicts;
  }

  private Map<String, Boolean> named(ClientCertificate one) {
    Map<String, Boolean> named = new TreeMap<>();
    for (ReadinessCheck check : settings.readiness()) {
      if (check instanceof ReadinessCheck.ByNames(String target)) {
        surroundings
            .authorities(target)
            .flatMap(names -> Readiness.named(one, names))
            .ifPresent(match -> named.put(target, match));
      }
    }
    return named;
  }

  private List<TrustAnchors> stores() {
    return settings.readiness().stream()
        .flatMap(check ->
            switch (check) {
              case ReadinessCheck.ByTrustStore(String trust) ->
                  Stream.of(surroundings.trust(trust));
              case ReadinessCheck.ByNames _ -> Stream.empty();
            })
        .toList();
  }

  /** A list that cannot be had is unknown, never a revocation. */
  private Future<Optional<ListState>> list(ClientCertificate one) {
    return worker
        .run(() -> issuer(one))
        .compose(issuer -> surroundings.list(one.certificate(), issuer))
        .map(sighting -> sighting.map(Review::state))
        .otherwise(Optional.empty());
  }

  private static ListState state(ListSighting sighting) {
    Optional<Boolean> revoked =
        switch (sighting.status()) {
          case RevocationStatus.Good() -> Optional.of(false);
          case RevocationStatus.Revoked _ -> Optional.of(true);
          case RevocationStatus.Stale _, RevocationStatus.Unknown _, RevocationStatus.Invalid _ ->
              Optional.empty();
        };
    Optional<String> why = revoked.isPresent() ? Optional.empty() : sighting.status().explanation();
    return new ListState(sighting.up(), sighting.nextUpdate(), revoked, why);
  }

  /** The API gives a leaf of the private authority alone: its root is the operator's to supply. */
  private Optional<X509Certificate> issuer(ClientCertificate one) {
    List<X509Certificate> candidates =
        Stream.of(
                one.certificates().stream().skip(1),
                settings.certificates().stream().map(SuppliedCertificate::certificate),
                stores().stream().flatMap(store -> store.anchors().stream()),
                stores().stream().flatMap(store -> store.intermediates().stream()))
            .flatMap(each -> each)
            .toList();
    return Certified.issuersAmong(candidates, one.certificate()).stream().findFirst();
  }
}
