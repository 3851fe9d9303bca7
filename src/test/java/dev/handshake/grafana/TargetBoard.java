package dev.handshake.grafana;

import static dev.handshake.grafana.PromQl.ONE_TARGET;
import static dev.handshake.grafana.PromQl.avg;
import static dev.handshake.grafana.PromQl.heatmap;
import static dev.handshake.grafana.PromQl.is;
import static dev.handshake.grafana.PromQl.max;
import static dev.handshake.grafana.PromQl.millis;
import static dev.handshake.grafana.PromQl.min;
import static dev.handshake.grafana.PromQl.quantile;
import static dev.handshake.grafana.PromQl.sum;
import static dev.handshake.grafana.PromQl.target;

import dev.handshake.breaker.BreakerState;
import dev.handshake.grafana.Dashboard.Annotation;
import dev.handshake.grafana.Fields.Property;
import dev.handshake.grafana.Fields.Special;
import dev.handshake.grafana.Fields.Thresholds;
import dev.handshake.grafana.PromQl.Histogram;
import dev.handshake.metrics.MetricNames;
import java.util.List;
import java.util.Map;

/** The board of one target, or of a few: why it fails, what changed, and all that was seen. */
final class TargetBoard {
  static final String DEPTH = "Certificates sent";
  static final String LEFT = "Time left";
  static final String CHAIN = "Chain as sent";
  static final String STATES = "Verdict, reason, breaker and our certificate";

  /** The query of the states that asks what became of our certificate. */
  static final String ANSWER = "D";

  private static final Histogram HANDSHAKES = Histogram.ofTargets(MetricNames.HANDSHAKE_DURATION);
  private static final Fields.Mapping FAILING =
      Fields.Mapping.values(Map.of("1", new Fields.Word(0, "failing", Words.RED)));
  private static final String BUDGET = min("", target(MetricNames.PROBE_LATENCY_BUDGET));

  private TargetBoard() {}

  static Dashboard board() {
    return Dashboard.of(
        Boards.TARGET,
        "Handshakes: one target",
        "Why one target fails, since when, what changed before, and all that was seen of it.",
        List.of(
            Annotation.BUILT_IN,
            Annotation.at(
                "Certificate changed",
                "blue",
                millis(max("target", target(MetricNames.CERTIFICATE_LAST_CHANGE))),
                "{{target}} showed a leaf that was not seen in the 24 hours before."),
            Annotation.at(
                "Connection changed",
                "light-blue",
                millis(max("target, fact", target(MetricNames.CONNECTION_LAST_CHANGE))),
                "{{target}}: another {{fact}} than in the 24 hours before."),
            Annotation.during(
                "Breaker open",
                "orange",
                max(
                    "target",
                    target(MetricNames.BREAKER_STATE, is("state", BreakerState.OPEN.word()))),
                "{{target}} was left alone from the beginning to the end of this stretch."),
            Boards.agentRestarted()),
        Boards.targetVariables(),
        Layout.of(panels()));
  }

  private static List<Panel> panels() {
    return List.of(
        Panel.row("Whether, why and since when"),
        verdict().sized(4, 4),
        reason().sized(7, 4),
        lastFine().sized(4, 4),
        breaker().sized(3, 4),
        left().sized(3, 4),
        lastProbe().sized(3, 4),
        words().sized(24, 5),
        Panel.row("Over time"),
        states().sized(24, 7),
        checks().sized(24, 8),
        Panel.row("Everything found"),
        findings().sized(24, 6),
        Panel.row("What it shows"),
        chain().sized(24, 5),
        keys().sized(24, 5),
        depth().sized(4, 4),
        verifiedDepth().sized(4, 4),
        connection().sized(16, 4),
        Panel.row("Speed"),
        phases().sized(12, 8),
        quantiles().sized(12, 8),
        handshakes().sized(12, 8),
        changes().sized(12, 8),
        Panel.row("How it is probed"),
        configuration().sized(24, 4));
  }

  private static Panel verdict() {
    return Panel.stat(
        "Verdict",
        "Whether the last probe found what is expected of the target, for every agent that"
            + " watches it. If it fails, read the reason beside it.",
        Fields.unit("none")
            .thresholds(Thresholds.of(Words.RED, 1, Words.GREEN))
            .mappings(Words.verdict()),
        Query.range(min(ONE_TARGET, target(MetricNames.PROBE_SUCCESS)), "{{target}} {{ip}}"));
  }

  private static Panel reason() {
    return Panel.word(
        "Reason",
        "The one word for why the last probe failed; nothing while the target is fine. The"
            + " table below says it in a sentence and leads to what to do.",
        Fields.unit("none").noValue("none").thresholds(Thresholds.of(Words.RED)),
        Query.now(max("reason", target(MetricNames.PROBE_FAILURE_INFO)), "{{reason}}"));
  }

  private static Panel lastFine() {
    return Panel.stat(
        "Last fine",
        "When the last successful probe began. What changed at that moment, here or in the marks"
            + " of the graphs below, is the first suspect.",
        Fields.unit("dateTimeFromNow").noValue("never since the agent began").fixedColor("text"),
        Query.now(
            millis(max(ONE_TARGET, target(MetricNames.PROBE_LAST_SUCCESS))), "{{target}} {{ip}}"));
  }

  private static Panel breaker() {
    return Panel.stat(
        "Breaker",
        "Open: the target is left alone after two failures in a row, but for a trial after one to"
            + " five minutes, so what is shown is that old. After mending it, do not wait: POST"
            + " /api/v1/targets/NAME/probe.",
        Fields.unit("none")
            .thresholds(Thresholds.of(Words.GREEN, 1, Words.YELLOW, 2, Words.RED))
            .mappings(Words.breakerStates()),
        Query.range(Words.breaker(), "{{target}} {{ip}}"));
  }

  private static Panel left() {
    return Panel.stat(
        LEFT,
        "Until the first certificate of the path ends, or the leaf where there is no path. Red is"
            + " less than 7 days, orange less than 21: renew it.",
        Fields.unit("s").decimals(1).noValue("no chain seen").thresholds(Looks.expiry()),
        Query.range(
            min(
                    ONE_TARGET,
                    target(MetricNames.CHAIN_NOT_AFTER)
                        + " or "
                        + target(MetricNames.CERTIFICATE_NOT_AFTER, is("position", "0")))
                + " - time()",
            "{{target}} {{ip}}"));
  }

  private static Panel lastProbe() {
    return Panel.stat(
        "Last probe",
        "When the last probe began. If that is longer ago than the interval and the breaker is"
            + " closed, look at the agent's own board.",
        Fields.unit("dateTimeFromNow").fixedColor("text"),
        Query.now(millis(max(ONE_TARGET, target(MetricNames.PROBE_LAST))), "{{target}} {{ip}}"));
  }

  private static Panel words() {
    return Panel.table(
        "Last failure in words",
        "What the reason means, what to do and who has to. The target leads to the agent's own page"
            + " with the names, dates and issuers of this very case, the reason to the runbook.",
        Fields.unit("short")
            .noValue("Nothing is failing.")
            .overrides(
                Looks.linked("Target", 170, Boards.toDiagnosis()),
                Looks.linked("Reason", 230, Boards.toRunbook()),
                Looks.sentences("What it means", Words.meanings()),
                Looks.sentences("What to do", Words.remedies()),
                Looks.words("Who must act", 170, Words.parties()),
                Looks.wide("Phase", 110),
                Looks.wide("Alert", 130)),
        Columns.of(
                "target", "Target",
                "ip", "IP",
                "reason", "Reason",
                "meaning", "What it means",
                "remedy", "What to do",
                "party", "Who must act",
                "phase", "Phase",
                "alert", "Alert")
            .without("Value"),
        List.of(new Options.SortBy("Target", false)),
        Query.rows(
            inWords(
                "reason",
                max(
                    ONE_TARGET + ", reason, phase, party, alert",
                    target(MetricNames.PROBE_FAILURE_INFO)))));
  }

  /** A word twice more, for the columns that show it as its meaning and as its remedy. */
  private static String inWords(String label, String expression) {
    return again("remedy", label, again("meaning", label, expression));
  }

  private static String again(String copy, String label, String expression) {
    return "label_replace(%s, \"%s\", \"$1\", \"%s\", \"(.*)\")".formatted(expression, copy, label);
  }

  private static Panel states() {
    return Panel.timeline(
        STATES,
        "One time axis for all: when the target was fine, which reason held when it was not, when"
            + " its breaker held probes back, so that recovery is seen up to five minutes late, and"
            + " what became of our client certificate.",
        Fields.unit("none")
            .noValue("The target was not probed in this time.")
            .thresholds(Thresholds.of(Words.GREY))
            .overrides(
                mapped("A", Words.verdict()),
                mapped("B", FAILING),
                mapped("C", Words.breakerStates()),
                mapped(ANSWER, Words.acceptanceStates())),
        Query.range(min(ONE_TARGET, target(MetricNames.PROBE_SUCCESS)), "{{target}} {{ip}}"),
        Query.range(max("reason", target(MetricNames.PROBE_FAILURE_INFO)), "{{reason}}"),
        Query.range(Words.breaker(), "breaker {{ip}}"),
        Query.range(Words.acceptance(), "our certificate {{ip}}"));
  }

  private static Special mapped(String query, Fields.Mapping mapping) {
    return Special.ofQuery(query, new Property("mappings", List.of(mapping)));
  }

  private static Panel checks() {
    return Panel.timeline(
        "Checks over time",
        "Each question that was asked of the chain and the connection. The first to turn red is"
            + " the reason; the rest follows from it. Absent means not asked, since the handshake"
            + " did not get that far.",
        Fields.unit("none")
            .noValue("Nothing was seen that could be checked.")
            .thresholds(Thresholds.of(Words.RED, 1, Words.GREEN))
            .mappings(Words.passed()),
        Query.range(min("check", target(MetricNames.CHECK_PASSED)), "{{check}}"));
  }

  private static Panel phases() {
    return Panel.timeSeries(
        "Phases of the last probe",
        "Where the time goes, one upon the other; the mean where several targets are chosen. A"
            + " growing connect is the network, a growing handshake the server's own load or"
            + " distance, a growing request its application. The budget is when callers give up.",
        Fields.unit("s").min(0).overrides(budget()),
        Custom.Graph.AREAS,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(
            avg("phase", max(ONE_TARGET + ", phase", target(MetricNames.PROBE_PHASE))),
            "{{phase}}"),
        Query.range(BUDGET, "budget"));
  }

  private static Panel quantiles() {
    return Panel.timeSeries(
        "Handshake duration against the budget",
        "How long completed handshakes take. Near the budget, callers with a timeout of their own"
            + " give up although every probe is fine: ask the owner of the server about its load.",
        Fields.unit("s").min(0).overrides(budget()),
        Custom.Graph.LINES,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(quantile(0.5, "", HANDSHAKES), "half of them"),
        Query.range(quantile(0.95, "", HANDSHAKES), "95 %"),
        Query.range(quantile(0.99, "", HANDSHAKES), "99 %"),
        Query.range(BUDGET, "budget"));
  }

  /** A line that is not stacked, dashed and without an area. */
  private static Special budget() {
    return Special.of(
        "budget",
        new Property("color", Map.of("mode", "fixed", "fixedColor", Words.RED)),
        new Property("custom.fillOpacity", 0),
        new Property("custom.stacking", Custom.Stacking.NONE),
        new Property("custom.lineStyle", Map.of("fill", "dash", "dash", List.of(8, 8))));
  }

  private static Panel handshakes() {
    return Panel.heatmap(
        "Handshakes by duration",
        "How many handshakes took how long. Two bands are two servers behind one name; a band"
            + " that climbs is a server that slows down. Drawn from native histograms where"
            + " Prometheus keeps them.",
        Query.buckets(heatmap(HANDSHAKES)));
  }

  private static Panel chain() {
    String info =
        max("target, ip, position, subject, issuer", target(MetricNames.CERTIFICATE_INFO));
    return Panel.table(
        CHAIN,
        "The certificates of the last chain that was seen, the leaf first. A missing intermediate"
            + " shows as a leaf alone; an issuer that nobody has above it is what clients lack.",
        Fields.unit("short")
            .noValue("No chain was seen.")
            .overrides(
                Looks.linked("Target", 220, Boards.toDiagnosis()),
                Looks.wide("#", 60),
                Looks.wrapped("Subject"),
                Looks.wrapped("Issuer"),
                Looks.left(LEFT),
                Looks.date("From"),
                Looks.date("Until")),
        Columns.of(
            "target", "Target",
            "ip", "IP",
            "position", "#",
            "subject", "Subject",
            "issuer", "Issuer",
            "Value #C", LEFT,
            "Value #A", "From",
            "Value #B", "Until"),
        List.of(new Options.SortBy("Target", false), new Options.SortBy("#", false)),
        Query.rows(joined(millis(end(MetricNames.CERTIFICATE_NOT_BEFORE)), info)),
        Query.rows(joined(millis(end(MetricNames.CERTIFICATE_NOT_AFTER)), info)),
        Query.rows(joined("(" + end(MetricNames.CERTIFICATE_NOT_AFTER) + " - time())", info)));
  }

  private static Panel keys() {
    return Panel.table(
        "Keys and fingerprints of the chain",
        "By what the same certificates can be told from others: ask the authority by the serial"
            + " number, and compare the fingerprint with the file that the server should show.",
        Fields.unit("short")
            .noValue("No chain was seen.")
            .overrides(
                Looks.wide("Target", 220),
                Looks.wide("#", 60),
                Looks.wide("Key", 110),
                Looks.wide("Signature", 180),
                Looks.wide("Serial", 400)),
        Columns.of(
                "target", "Target",
                "ip", "IP",
                "position", "#",
                "key", "Key",
                "signature_algorithm", "Signature",
                "serial", "Serial",
                "fingerprint_sha256", "SHA-256")
            .without("Value"),
        List.of(new Options.SortBy("Target", false), new Options.SortBy("#", false)),
        Query.rows(
            max(
                "target, ip, position, serial, fingerprint_sha256, key, signature_algorithm",
                target(MetricNames.CERTIFICATE_INFO))));
  }

  private static String end(String metric) {
    return min("target, ip, position", target(metric));
  }

  /** A value of each certificate with the labels that say what it is. */
  private static String joined(String value, String info) {
    return value + " * on (target, ip, position) group_right () " + info;
  }

  private static Panel depth() {
    return Panel.stat(
        DEPTH,
        "How many certificates the server sends; a leaf alone is 1. A leaf alone from an issuer"
            + " that is not a root is an incomplete chain.",
        Fields.unit("none").noValue("no chain seen").fixedColor("text"),
        Query.range(max(ONE_TARGET, target(MetricNames.CHAIN_DEPTH)), "{{target}} {{ip}}"));
  }

  private static Panel verifiedDepth() {
    return Panel.stat(
        "Length of the trusted path",
        "From the leaf to its anchor, both included; nothing where no path is trusted. Another"
            + " length than yesterday is another path, and perhaps another root.",
        Fields.unit("none").noValue("no trusted path").fixedColor("text"),
        Query.range(
            max(ONE_TARGET, target(MetricNames.CHAIN_VERIFIED_DEPTH)), "{{target}} {{ip}}"));
  }

  private static Panel connection() {
    return Panel.table(
        "Connection",
        "What the last handshake negotiated and with which address. A change of any of these is"
            + " marked in the graphs.",
        Fields.unit("short").noValue("No handshake was completed."),
        Columns.of(
                "target", "Target",
                "ip", "IP",
                "protocol", "Protocol",
                "cipher", "Cipher suite",
                "group", "Key exchange",
                "alpn", "ALPN")
            .without("Value"),
        List.of(new Options.SortBy("Target", false)),
        Query.rows(
            max(
                ONE_TARGET + ", protocol, cipher, group, alpn",
                target(MetricNames.CONNECTION_INFO))));
  }

  private static Panel findings() {
    return Panel.table(
        "Findings",
        "Everything that the last probe found wrong or remarkable, whether it failed or not, with"
            + " what it means and what to do.",
        Fields.unit("short")
            .noValue("Nothing remarkable.")
            .overrides(
                Looks.wide("Target", 170),
                Looks.wide("Finding", 300),
                Looks.sentences("What it means", Words.meanings()),
                Looks.sentences("What to do", Words.remedies())),
        Columns.of(
                "target", "Target",
                "ip", "IP",
                "finding", "Finding",
                "meaning", "What it means",
                "remedy", "What to do")
            .without("Value"),
        List.of(new Options.SortBy("Target", false)),
        Query.rows(
            inWords(
                "finding", max(ONE_TARGET + ", finding", target(MetricNames.PROBE_FINDING_INFO)))));
  }

  private static Panel changes() {
    return Panel.timeSeries(
        "Failures and refusals",
        "Failed probes by reason and TLS alerts received, per second. An open breaker thins them"
            + " out: this says what happened, not how much is broken.",
        Fields.unit("cps").min(0).noValue("Nothing failed in this time."),
        Custom.Graph.LINES,
        Options.Legend.beside("max"),
        Query.range(sum("reason", PromQl.rate(target(MetricNames.PROBE_FAILURES))), "{{reason}}"),
        Query.range(
            sum("alert", PromQl.rate(target(MetricNames.ALERTS_RECEIVED))), "alert {{alert}}"));
  }

  private static Panel configuration() {
    return Panel.table(
        "Configuration",
        "How the target is probed and by whom: the address dialled, the name asked for, as whom"
            + " and on whose word. Compare it with what callers do before blaming the server.",
        Fields.unit("short")
            .overrides(
                Looks.wide("Target", 200),
                Looks.wide("Must be", 110),
                Special.of(
                    "Interval", new Property("unit", "s"), new Property("custom.width", 90))),
        Columns.of(
                "target", "Target",
                "ip", "IP",
                "address", "Address",
                "server_name", "Server name",
                "module", "Module",
                "identity", "Identity",
                "trust", "Trust store",
                "expect", "Must be",
                "Value #B", "Interval",
                "instance", "Agent")
            .without("Value #A"),
        List.of(new Options.SortBy("Target", false)),
        Query.rows(
            max(
                ONE_TARGET + ", address, server_name, module, identity, trust, expect, instance",
                target(MetricNames.TARGET_INFO))),
        Query.rows(max(ONE_TARGET + ", instance", target(MetricNames.PROBE_INTERVAL))));
  }
}
