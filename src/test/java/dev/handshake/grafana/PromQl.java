package dev.handshake.grafana;

import java.util.ArrayList;
import java.util.List;

/** Expressions of Prometheus' query language that all boards use. */
final class PromQl {
  static final String RATE = "[$__rate_interval]";
  static final String RANGE = "[$__range]";

  /**
   * What makes a target one target: with {@code addresses: all} each address is one, by its {@code
   * ip}.
   */
  static final String ONE_TARGET = "target, ip";

  private static final String AGENT = "job=~\"$job\",instance=~\"$instance\"";
  private static final String TARGET = AGENT + ",target=~\"$target\"";

  private static final String REGION = AGENT + ",region=~\"$region\"";
  private static final String ORGANIZATION = REGION + ",organization=~\"$organization\"";

  private PromQl() {}

  /** A metric of the chosen agents themselves; matchers such as {@code state="open"}. */
  static String agent(String metric, String... matchers) {
    return selector(metric, AGENT, matchers);
  }

  /** A metric of the chosen targets, by the chosen agents. */
  static String target(String metric, String... matchers) {
    return selector(metric, TARGET, matchers);
  }

  /** A metric of the chosen organizations, by the chosen agents. */
  static String organization(String metric, String... matchers) {
    return selector(metric, ORGANIZATION, matchers);
  }

  /** A metric of the chosen regions, whatever the organization. */
  static String region(String metric, String... matchers) {
    return selector(metric, REGION, matchers);
  }

  static String is(String label, String value) {
    return label + "=\"" + value + "\"";
  }

  static String isOneOf(String label, String... values) {
    return label + "=~\"" + String.join("|", values) + "\"";
  }

  /** The greatest by labels: several agents that watch one target do not count twice. */
  static String max(String labels, String expression) {
    return by("max", labels, expression);
  }

  /** The least by labels: one agent that sees a failure is enough. */
  static String min(String labels, String expression) {
    return by("min", labels, expression);
  }

  static String sum(String labels, String expression) {
    return by("sum", labels, expression);
  }

  static String count(String labels, String expression) {
    return by("count", labels, expression);
  }

  static String avg(String labels, String expression) {
    return by("avg", labels, expression);
  }

  static String rate(String selector) {
    return "rate(" + selector + RATE + ")";
  }

  static String increase(String selector) {
    return "increase(" + selector + RATE + ")";
  }

  /** Seconds since 1970 as the milliseconds that Grafana's dates want. */
  static String millis(String seconds) {
    return "1000 * " + seconds;
  }

  /** How many series there are; 0 and not nothing where there are none. */
  static String countOrZero(String expression) {
    return "count(" + expression + ") or vector(0)";
  }

  /**
   * A quantile of a histogram, classic or native, whichever Prometheus keeps: one that ingests
   * native histograms may drop the classic series.
   *
   * @param labels to keep, or empty
   */
  static String quantile(double quantile, String labels, Histogram histogram) {
    String buckets = labels.isEmpty() ? "le" : "le, " + labels;
    return "histogram_quantile(%s, %s) or histogram_quantile(%s, %s)"
        .formatted(
            quantile,
            sum(buckets, rate(histogram.buckets())),
            quantile,
            sum(labels, rate(histogram.whole())));
  }

  /** The buckets of a histogram over time, classic or native. */
  static String heatmap(Histogram histogram) {
    return sum("le", increase(histogram.buckets()))
        + " or on () "
        + sum("", increase(histogram.whole()));
  }

  /** A histogram's two forms as selectors. */
  record Histogram(String buckets, String whole) {
    static Histogram ofTargets(String metric) {
      return new Histogram(target(metric + "_bucket"), target(metric));
    }

    static Histogram ofOrganizations(String metric) {
      return new Histogram(organization(metric + "_bucket"), organization(metric));
    }

    static Histogram ofAgents(String metric) {
      return new Histogram(agent(metric + "_bucket"), agent(metric));
    }
  }

  private static String by(String aggregation, String labels, String expression) {
    return labels.isEmpty()
        ? aggregation + "(" + expression + ")"
        : aggregation + " by (" + labels + ") (" + expression + ")";
  }

  private static String selector(String metric, String matchers, String... more) {
    List<String> all = new ArrayList<>(List.of(matchers));
    all.addAll(List.of(more));
    return metric + "{" + String.join(",", all) + "}";
  }
}
