package dev.handshake.metrics;

import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityFindings;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
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
  static final Metric IDENTITY_NOT_AFTER =
      Metric.gauge(
          MetricNames.IDENTITY_NOT_AFTER,
          List.of("identity"),
          "When the client certificate of an identity ends, in seconds since 1970.",
          "for an identity that cannot be used; its targets say `client_identity_unusable`");
  static final Metric IDENTITY_CHECK_PASSED =
      Metric.gauge(
          MetricNames.IDENTITY_CHECK_PASSED,
          List.of("identity", "check"),
          "Whether the client certificate of an identity passes a check.",
          "for an identity that cannot be used, and for a check that did not run");
  static final Metric TRUST_STORE_NOT_AFTER =
      Metric.gauge(
          MetricNames.TRUST_STORE_NOT_AFTER,
          List.of("trust"),
          "The earliest end of an anchor in the trust store, in seconds since 1970.",
          "where the trust store is empty");
  static final Metric TRUST_STORE_CERTIFICATES =
      Metric.gauge(
          MetricNames.TRUST_STORE_CERTIFICATES,
          List.of("trust"),
          "How many anchors the trust store holds.",
          "never");
  static final List<Metric> ALL =
      List.of(
          IDENTITY_NOT_AFTER,
          IDENTITY_CHECK_PASSED,
          TRUST_STORE_NOT_AFTER,
          TRUST_STORE_CERTIFICATES);

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
                    IDENTITY_NOT_AFTER, identities.get().stream().flatMap(CredentialMetrics::end)),
                gauge(IDENTITY_CHECK_PASSED, identities.get().stream().flatMap(this::checks)),
                gauge(
                    TRUST_STORE_NOT_AFTER, stores.stream().flatMap(CredentialMetrics::earliestEnd)),
                gauge(
                    TRUST_STORE_CERTIFICATES,
                    stores.stream()
                        .map(store ->
                            point(store.anchors().size(), TRUST_STORE_CERTIFICATES, store.name()))))
            .filter(family -> !family.getDataPoints().isEmpty())
            .toArray(GaugeSnapshot[]::new));
  }

  @Override
  public List<String> getPrometheusNames() {
    return ALL.stream().map(Metric::name).toList();
  }

  private static Stream<GaugeDataPointSnapshot> end(Identity identity) {
    return switch (identity) {
      case Identity.Usable usable ->
          Stream.of(point(end(usable.chain().getFirst()), IDENTITY_NOT_AFTER, usable.name()));
      case Identity.Unusable _ -> Stream.empty();
    };
  }

  /** None of an identity that cannot be used: its targets say so. */
  private Stream<GaugeDataPointSnapshot> checks(Identity identity) {
    return switch (identity) {
      case Identity.Usable usable ->
          judge.apply(usable).checks().entrySet().stream()
              .map(check ->
                  point(
                      check.getValue() ? 1 : 0,
                      IDENTITY_CHECK_PASSED,
                      usable.name(),
                      check.getKey().word()));
      case Identity.Unusable _ -> Stream.empty();
    };
  }

  private static Stream<GaugeDataPointSnapshot> earliestEnd(TrustAnchors store) {
    return store.anchors().stream().mapToDouble(CredentialMetrics::end).min().stream()
        .mapToObj(end -> point(end, TRUST_STORE_NOT_AFTER, store.name()));
  }

  @SuppressWarnings("JavaUtilDate") // the certificate's own type
  private static double end(X509Certificate certificate) {
    Date end = certificate.getNotAfter();
    return end.getTime() / 1e3;
  }

  private static GaugeSnapshot gauge(Metric metric, Stream<GaugeDataPointSnapshot> points) {
    return new GaugeSnapshot(metric.metadata(), points.toList());
  }

  private static GaugeDataPointSnapshot point(double value, Metric metric, String... texts) {
    List<String> shown = Stream.of(texts).map(Row::value).toList();
    return new GaugeDataPointSnapshot(value, Labels.of(metric.labels(), shown), null);
  }
}
