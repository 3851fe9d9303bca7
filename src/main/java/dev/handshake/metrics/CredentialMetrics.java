package dev.handshake.metrics;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFindings;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is told of our own certificates and of the trust stores, as they are at each scrape. */
public final class CredentialMetrics implements MultiCollector {
  private final Supplier<? extends Collection<? extends Identity>> identities;
  private final Function<Identity.Usable, IdentityFindings> judge;
  private final Supplier<? extends Collection<TrustAnchors>> trustStores;

  /**
   * @param judge what is true of an identity at this moment
   */
  public CredentialMetrics(
      Supplier<? extends Collection<? extends Identity>> identities,
      Function<Identity.Usable, IdentityFindings> judge,
      Supplier<? extends Collection<TrustAnchors>> trustStores) {
    this.identities = identities;
    this.judge = judge;
    this.trustStores = trustStores;
  }

  @Override
  public MetricSnapshots collect() {
    Collection<TrustAnchors> stores = trustStores.get();
    return new MetricSnapshots(
        Stream.of(
                gauge(
                    MetricNames.IDENTITY_NOT_AFTER,
                    "When the client certificate of an identity ends, in seconds since 1970.",
                    identities.get().stream().flatMap(CredentialMetrics::end)),
                gauge(
                    MetricNames.IDENTITY_CHECK_PASSED,
                    "Whether the client certificate of an identity passes a check.",
                    identities.get().stream().flatMap(this::checks)),
                gauge(
                    MetricNames.TRUST_STORE_NOT_AFTER,
                    "The earliest end of an anchor in the trust store, in seconds since 1970.",
                    stores.stream().flatMap(CredentialMetrics::earliestEnd)),
                gauge(
                    MetricNames.TRUST_STORE_CERTIFICATES,
                    "How many anchors the trust store holds.",
                    stores.stream()
                        .map(store -> point(store.anchors().size(), "trust", store.name()))))
            .filter(family -> !family.getDataPoints().isEmpty())
            .toArray(GaugeSnapshot[]::new));
  }

  @Override
  public List<String> getPrometheusNames() {
    return List.of(
        MetricNames.IDENTITY_NOT_AFTER,
        MetricNames.IDENTITY_CHECK_PASSED,
        MetricNames.TRUST_STORE_NOT_AFTER,
        MetricNames.TRUST_STORE_CERTIFICATES);
  }

  private static Stream<GaugeDataPointSnapshot> end(Identity identity) {
    return switch (identity) {
      case Identity.Usable usable ->
          Stream.of(point(end(usable.chain().getFirst()), "identity", usable.name()));
      case Identity.Unusable _ -> Stream.empty();
    };
  }

  /** None of an identity that cannot be used: its targets say so. */
  private Stream<GaugeDataPointSnapshot> checks(Identity identity) {
    return switch (identity) {
      case Identity.Usable usable ->
          judge.apply(usable).checks().entrySet().stream()
              .map(check ->
                  new GaugeDataPointSnapshot(
                      check.getValue() ? 1 : 0,
                      Labels.of(
                          "identity", Row.value(usable.name()), "check", check.getKey().word()),
                      null));
      case Identity.Unusable _ -> Stream.empty();
    };
  }

  private static Stream<GaugeDataPointSnapshot> earliestEnd(TrustAnchors store) {
    return store.anchors().stream().mapToDouble(CredentialMetrics::end).min().stream()
        .mapToObj(end -> point(end, "trust", store.name()));
  }

  @SuppressWarnings("JavaUtilDate") // the certificate's own type
  private static double end(X509Certificate certificate) {
    Date end = certificate.getNotAfter();
    return end.getTime() / 1e3;
  }

  private static GaugeSnapshot gauge(
      String name, String help, Stream<GaugeDataPointSnapshot> points) {
    return new GaugeSnapshot(new MetricMetadata(name, help), points.toList());
  }

  private static GaugeDataPointSnapshot point(double value, String label, String text) {
    return new GaugeDataPointSnapshot(value, Labels.of(label, Row.value(text)), null);
  }
}
