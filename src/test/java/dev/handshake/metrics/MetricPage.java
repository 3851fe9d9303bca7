package dev.handshake.metrics;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/** The reference page of all metrics, in Markdown, made of what the code declares. */
final class MetricPage {
  private static final String HEAD =
      """
      # Metrics

      <!-- Made from the code, not by hand: mvn -q test -Dtest=MetricPageTest -Dmetrics.write=true -->

      All that `/metrics` serves, by its name in the text format. OpenMetrics calls an *info* by that word, the older text
      format and protobuf a gauge. Histograms are classic in text and OpenMetrics, and classic and native at once (schema 3,
      at most 100 buckets) in protobuf, which Prometheus asks for with `--enable-feature=native-histograms`; it then keeps
      the native form alone, without `_bucket`, `_sum` and `_count`.

      No data is an absent series, never 0. A removed target's series are gone at the next scrape, and so is what a
      replaced certificate, a mended failure or another connection said.

      """;
  private static final String COLUMNS =
      "| metric | type | labels | meaning | absent |\n| --- | --- | --- | --- | --- |\n";
  private static final String TARGETS =
      """
      ## Targets

      Each series also bears `target`, the target's own `labels`, and `ip` where `addresses: all` makes each address a
      target of its own. `tls_certificate_*`, `tls_chain_*` and the checks on certificates tell of the last chain that was
      seen, until another is; everything else tells of the last probe.

      """;
  private static final String CREDENTIALS =
      """

      ## Identities and trust stores

      `tls_trust_store_not_after_timestamp_seconds` is the *earliest* end in a trust store. For a store of a few roots of
      your own that is the date to be paged for. For one that holds the system's roots, above all `trust="system"`, it is
      the end of whichever of some 140 public roots ends first, mostly of one that no target needs, and it may have
      passed: alert on `{trust!="system"}`. Whether an anchor that a target does need has ended is told by that target's
      finding `anchor_expired`, in `tls_probe_finding_info`.

      """;
  private static final String GENESYS =
      """

      ## Genesys Cloud

      What the platform's API says, where `genesys:` is configured: each series of an organization bears `organization`, its
      configured name, and `region`, which is `cxone` for a tenant of NICE CXone. `authority` is `DigiCert`, `Genesys` or
      `other`, `status` is `Current`, `Upcoming` or `other`. A source that is down keeps its last good values, whose age
      `genesys_source_last_success_timestamp_seconds` tells.

      """;
  private static final String AGENT = "\n## Agent\n\n";
  private static final String PROCESS = "\n## Process\n\n";
  private static final String PROBE =
      """

      ## `/probe`

      The answer to one probe: the gauges and infos of *Targets*, of that probe and without what only the agent can count,
      and beside them what blackbox_exporter would tell, with its names. These bear no label `target`; Prometheus adds it.
      `tls_probe_skipped` is 1 where the target's breaker is open and the answer is that of its last probe.

      """;
  private static final String ACTION_TESTS =
      """

      ## Data actions that the platform is made to run

      One series for each entry of `genesys.action_tests`; none where that is empty, as it is by default.

      """;
  private static final String JVM =
      """

      ## Java virtual machine

      By Micrometer, and named by it.

      """;

  private MetricPage() {}

  static String text() {
    return HEAD
        + TARGETS
        + table(targets())
        + CREDENTIALS
        + table(CredentialMetrics.ALL)
        + GENESYS
        + table(Stream.concat(GenesysMetrics.ALL.stream(), GenesysApiMetrics.ALL.stream()).toList())
        + ACTION_TESTS
        + table(ActionTestMetrics.ALL)
        + AGENT
        + table(AgentMetrics.ALL)
        + PROCESS
        + table(ProcessMetrics.ALL)
        + JVM
        + COLUMNS
        + JvmMetrics.ALL.stream().map(MetricPage::row).collect(joining())
        + PROBE
        + table(BlackboxFamilies.ALL.stream().map(Family::metric).toList())
        + cardinality();
  }

  /** All metrics that bear the label {@code target}. */
  static List<Metric> targets() {
    return Stream.of(
            ProbeFamilies.ALL.stream().map(Family::metric),
            Stream.of(HandshakeDurations.METRIC),
            ChainFamilies.ALL.stream().map(Family::metric))
        .flatMap(it -> it)
        .toList();
  }

  /** All metrics of our own. */
  static List<Metric> all() {
    return Stream.of(
            targets(),
            CredentialMetrics.ALL,
            GenesysMetrics.ALL,
            GenesysApiMetrics.ALL,
            ActionTestMetrics.ALL,
            AgentMetrics.ALL,
            ProcessMetrics.ALL)
        .flatMap(List::stream)
        .toList();
  }

  private static String table(List<Metric> metrics) {
    return COLUMNS
        + metrics.stream()
            .map(metric ->
                row(
                    new JvmMetrics.Line(
                        metric.name(),
                        metric.kind().word(),
                        metric.labels(),
                        metric.meaning(),
                        metric.absence())))
            .collect(joining());
  }

  private static String row(JvmMetrics.Line line) {
    return "| `%s` | %s | %s | %s | %s |%n"
        .formatted(
            line.name(),
            line.type(),
            line.labels().stream().map(label -> "`" + label + "`").collect(joining(", ")),
            line.meaning(),
            line.absence());
  }

  private static String cardinality() {
    return """

    ## How many series

    A target has **%d** series before its first probe, **%d** when it is a healthy mTLS target with an HTTP check that
    sends two certificates, and never more than **%d**; that bound would take every reason, finding and alert at once.
    With `addresses: all` each address is a target. All healthy mTLS targets together have

        addresses × (%d + phases + checks + 3 × certificates)

    and one more for each reason and each alert that was ever seen, each finding of the last probe, each thing that
    changed, and each latency budget. In general a target's number is the sum of:

    | what | series | healthy mTLS | at most |
    | --- | --- | --- | --- |
    %s| histogram of handshakes | %d once a handshake was completed; 1 as a native histogram | %d | %d |

    Reasons and alerts are counted since the target is watched, so their series stay; the rest comes and goes with what
    it tells.

    Beside the targets: an identity has 1 and one for each check (up to 5), a trust store 2, the agent itself %d (and 1 queue and
    1 count for each outcome of each receiver of notifications), the
    process %d, the Java virtual machine some 60, depending on its collector. With native histograms the agent's
    histogram is one series instead of %d.
    """
        .formatted(
            Cardinality.least(),
            Cardinality.typical(),
            Cardinality.most(),
            Cardinality.healthy(),
            Cardinality.PARTS.stream()
                .map(part ->
                    "| %s | %s | %d | %d |%n"
                        .formatted(part.what(), part.formula(), part.typical(), part.most()))
                .collect(joining()),
            Cardinality.HISTOGRAM,
            Cardinality.HISTOGRAM,
            Cardinality.HISTOGRAM,
            AGENT_SERIES,
            ProcessMetrics.ALL.size(),
            LAG);
  }

  /** Thirteen bounds and infinity, sum and count. */
  static final int LAG = 16;

  /** Without those of receivers of notifications. */
  static final int AGENT_SERIES = AgentMetrics.ALL.size() - 3 + LAG;
}
