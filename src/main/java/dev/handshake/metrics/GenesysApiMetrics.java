package dev.handshake.metrics;

import dev.handshake.breaker.BreakerState;
import dev.handshake.genesys.ApiListener;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.RateLimit;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is told of the requests to the platform's API. */
public final class GenesysApiMetrics {
  /** How many different codes an organization's series bear. */
  static final int MOST_CODES = 24;

  static final String OTHER = "other";

  private static final String UNSAID = "until an answer said so";

  static final Metric REQUESTS =
      new Metric(
          Metric.Kind.COUNTER,
          MetricNames.API_REQUESTS,
          List.of("organization", "region", "source", "code"),
          "How many requests to the API ended so: with that HTTP status, or `timeout`,"
              + " `unreachable`, `untrusted`; those for a token have the source `token`.",
          "until the first of its kind");
  static final Metric REQUEST_DURATION =
      new Metric(
          Metric.Kind.HISTOGRAM,
          MetricNames.API_REQUEST_DURATION,
          List.of("organization", "region", "source", "code", "le"),
          "How long requests to the API took, in seconds.",
          "until the first of its kind");
  static final Metric LIMIT_ALLOWED = limit(MetricNames.API_RATE_LIMIT_ALLOWED, "may be made");
  static final Metric LIMIT_USED = limit(MetricNames.API_RATE_LIMIT_USED, "were made");
  static final Metric LIMIT_RESET =
      Metric.gauge(
          MetricNames.API_RATE_LIMIT_RESET,
          List.of("organization", "region"),
          "How long after the last answer the API's present window ended, in seconds.",
          UNSAID);
  static final Metric BREAKER_STATE =
      Metric.gauge(
          MetricNames.API_BREAKER_STATE,
          List.of("organization", "region", "state"),
          "The state of the breaker before the API, 1 for exactly one of `closed`, `open`,"
              + " `half_open`.",
          "never");
  static final Metric TOKEN_EXPIRY =
      Metric.gauge(
          MetricNames.TOKEN_EXPIRY,
          List.of("organization", "region"),
          "When the access token in use ends, in seconds since 1970.",
          "until there is one");
  static final List<Metric> ALL =
      List.of(
          REQUESTS,
          REQUEST_DURATION,
          LIMIT_ALLOWED,
          LIMIT_USED,
          LIMIT_RESET,
          BREAKER_STATE,
          TOKEN_EXPIRY);

  private final Counter requests;
  private final Histogram durations;
  private final Gauge allowed;
  private final Gauge used;
  private final Gauge reset;
  private final Gauge breaker;
  private final Gauge expiry;
  private final Map<String, OfOrganization> listeners = new ConcurrentHashMap<>();

  private GenesysApiMetrics(PrometheusRegistry registry) {
    requests =
        Counter.builder()
            .name(REQUESTS.name())
            .help(REQUESTS.meaning())
            .labelNames(labels(REQUESTS))
            .register(registry);
    durations =
        Histogram.builder()
            .name(REQUEST_DURATION.name())
            .help(REQUEST_DURATION.meaning())
            .labelNames(labels(REQUESTS))
            .classicUpperBounds(.025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .nativeInitialSchema(3)
            .nativeMaxNumberOfBuckets(100)
            .register(registry);
    allowed = gauge(LIMIT_ALLOWED, registry);
    used = gauge(LIMIT_USED, registry);
    reset = gauge(LIMIT_RESET, registry);
    breaker = gauge(BREAKER_STATE, registry);
    expiry = gauge(TOKEN_EXPIRY, registry);
  }

  /** Adds the metrics of the API to a registry. */
  public static GenesysApiMetrics register(PrometheusRegistry registry) {
    return new GenesysApiMetrics(registry);
  }

  /** What tells of one organization. */
  public ApiListener of(OrganizationSettings organization) {
    OfOrganization listener = new OfOrganization(organization.name(), organization.region().name());
    OfOrganization before = listeners.put(organization.name(), listener);
    if (before != null && !before.region.equals(listener.region)) {
      forget(before);
    }
    return listener;
  }

  /** An organization is asked about no more: its series are gone at the next scrape. */
  public void removed(String organization) {
    OfOrganization gone = listeners.remove(organization);
    if (gone != null) {
      forget(gone);
    }
  }

  /** The organizations that are asked about now; the series of all others are gone. */
  public void keep(Set<String> organizations) {
    listeners.keySet().stream()
        .filter(name -> !organizations.contains(name))
        .toList()
        .forEach(this::removed);
  }

  private void forget(OfOrganization gone) {
    gone.left = true;
    for (StatefulMetric<?, ?> each :
        List.of(requests, durations, allowed, used, reset, breaker, expiry)) {
      each.removeIf(
          labels -> labels.get(0).equals(gone.organization) && labels.get(1).equals(gone.region));
    }
  }

  private final class OfOrganization implements ApiListener {
    private final String organization;
    private final String region;
    private final Set<String> codes = new HashSet<>();
    private volatile boolean left;

    OfOrganization(String organization, String region) {
      this.organization = organization;
      this.region = region;
    }

    @Override
    public void requested(String source, String code, Duration took) {
      if (left) {
        return;
      }
      String told = told(code);
      requests.labelValues(organization, region, source, told).inc();
      durations
          .labelValues(organization, region, source, told)
          .observe(ProbeFamilies.seconds(took));
    }

    /** Any three digits may come as a status: those beyond what an API needs count together. */
    private synchronized String told(String code) {
      if (codes.contains(code)) {
        return code;
      }
      return codes.size() < MOST_CODES && codes.add(code) ? code : OTHER;
    }

    @Override
    public void limited(RateLimit limit) {
      set(allowed, limit.allowed());
      set(used, limit.used());
      set(reset, limit.reset());
    }

    private void set(Gauge gauge, OptionalInt said) {
      if (left) {
        return;
      }
      said.ifPresent(value -> gauge.labelValues(organization, region).set(value));
    }

    @Override
    public void tokenExpires(Instant when) {
      if (left) {
        return;
      }
      expiry.labelValues(organization, region).set(ProbeFamilies.seconds(when));
    }

    @Override
    public void breaker(BreakerState state) {
      if (left) {
        return;
      }
      for (BreakerState each : BreakerState.values()) {
        String word = each.word();
        breaker.labelValues(organization, region, word).set(each == state ? 1 : 0);
      }
    }
  }

  private static Metric limit(String name, String done) {
    return Metric.gauge(
        name,
        List.of("organization", "region"),
        "How many requests to the API " + done + " in its present window, as it last said.",
        UNSAID);
  }

  private static Gauge gauge(Metric metric, PrometheusRegistry registry) {
    return Gauge.builder()
        .name(metric.name())
        .help(metric.meaning())
        .labelNames(labels(metric))
        .register(registry);
  }

  private static String[] labels(Metric metric) {
    return metric.labels().toArray(String[]::new);
  }
}
