package dev.handshake.grafana;

import static dev.handshake.grafana.PromQl.ONE_TARGET;
import static dev.handshake.grafana.PromQl.agent;
import static dev.handshake.grafana.PromQl.avg;
import static dev.handshake.grafana.PromQl.count;
import static dev.handshake.grafana.PromQl.countOrZero;
import static dev.handshake.grafana.PromQl.is;
import static dev.handshake.grafana.PromQl.max;
import static dev.handshake.grafana.PromQl.millis;
import static dev.handshake.grafana.PromQl.min;
import static dev.handshake.grafana.PromQl.quantile;
import static dev.handshake.grafana.PromQl.target;

import dev.handshake.breaker.BreakerState;
import dev.handshake.grafana.Dashboard.Annotation;
import dev.handshake.grafana.PromQl.Histogram;
import dev.handshake.metrics.MetricNames;
import dev.handshake.reason.Check;
import java.util.List;

/** The board that an alarm leads to: whether anything fails, why, since when, and what is next. */
final class OverviewBoard {
  static final String TARGETS = "Targets";
  static final String FAILING = "Failing now";
  private static final String BREAKERS_OPEN = "Breakers open";
  static final String BY_REASON = "Failing targets by reason";
  private static final String ACCEPTANCE = "Answer to our certificate";
  private static final String EXPIRY = "What expires next";

  /** A list longer than this is read by nobody. */
  private static final int MOST_ROWS = 100;

  private static final int MOST_TIMELINES = 25;
  private static final int MOST_BARS = 10;

  private static final String SUCCESS = min(ONE_TARGET, target(MetricNames.PROBE_SUCCESS));
  private static final String FAILURE =
      max(ONE_TARGET + ", reason, phase, party, alert", target(MetricNames.PROBE_FAILURE_INFO));
  private static final String ONLY_FAILING =
      " and on (" + ONE_TARGET + ") " + max(ONE_TARGET, target(MetricNames.PROBE_FAILURE_INFO));
  private static final String LEAF_END =
      min(ONE_TARGET, target(MetricNames.CERTIFICATE_NOT_AFTER, is("position", "0")));
  private static final String CHAIN_END = min(ONE_TARGET, target(MetricNames.CHAIN_NOT_AFTER));

  private OverviewBoard() {}

  static Dashboard board() {
    return Dashboard.of(
        Boards.OVERVIEW,
        "Handshakes: overview",
        "Which TLS and mTLS handshakes fail, why and since when, and what expires next.",
        List.of(Annotation.BUILT_IN, Boards.agentRestarted()),
        Boards.targetVariables(),
        Layout.of(panels()));
  }

  private static List<Panel> panels() {
    return List.of(
        Panel.row("Whether, why and since when"),
        failing().sized(3, 4),
        targets().sized(3, 4),
        success().sized(4, 4),
        breakersOpen().sized(3, 4),
        expiring().sized(4, 4),
        notEnforced().sized(4, 4),
        agentsDown().sized(3, 4),
        failures().inPages().sized(24, 12),
        Panel.row("Expiry"),
        expiry().inPages().sized(24, 10),
        Panel.row("Since when"),
        failuresBy("party").sized(12, 8),
        failuresBy("reason").sized(12, 8),
        timeline().sized(24, 10),
        Panel.row("Fleet"),
        acceptance().sized(8, 6),
        connections("protocol", "Protocol", "An old protocol here is a server to be upgraded.")
            .sized(4, 6),
        connections(
                "group", "Key exchange", "Groups without ML-KEM can be recorded and broken later.")
            .sized(6, 6),
        postQuantum().sized(6, 6),
        connections("cipher", "Cipher suite", "A suite outside your policy is named there too.")
            .sized(14, 8),
        findings().sized(10, 8),
        Panel.row("Latency"),
        latency().sized(24, 8));
  }

  private static Panel failing() {
    return Panel.stat(
        FAILING,
        "Targets whose last probe failed for any agent. Begin with the table below: it says why,"
            + " since when and who must act.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.RED)),
        Query.range(countOrZero(SUCCESS + " == 0"), "failing"));
  }

  private static Panel targets() {
    return Panel.stat(
        TARGETS,
        "Targets that are watched, each address of its own where all are probed. Fewer than"
            + " yesterday means that a source of targets lost some.",
        Fields.unit("none"),
        Query.range(count("", max(ONE_TARGET, target(MetricNames.TARGET_INFO))), "targets"));
  }

  private static Panel success() {
    return Panel.stat(
        "Success over the range",
        "Share of time in which targets were fine, over the time range of the board. It counts"
            + " time and not probes, since an open breaker thins the probes just when it matters.",
        Fields.unit("percentunit").decimals(2).min(0).max(1).thresholds(Looks.ratio(0.99, 0.999)),
        Query.now(
            avg(
                "",
                min(
                    ONE_TARGET,
                    "avg_over_time(" + target(MetricNames.PROBE_SUCCESS) + PromQl.RANGE + ")")),
            "success"));
  }

  private static Panel breakersOpen() {
    return Panel.stat(
        BREAKERS_OPEN,
        "Targets that are left alone after two failures in a row, but for a trial now and then."
            + " After mending one, probe it at once: POST /api/v1/targets/NAME/probe.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.ORANGE)),
        Query.range(
            countOrZero(
                max(
                        ONE_TARGET,
                        target(MetricNames.BREAKER_STATE, is("state", BreakerState.OPEN.word())))
                    + " == 1"),
            "open"));
  }

  private static Panel expiring() {
    return Panel.stat(
        "Ending within 21 days",
        "Targets with a certificate on their path that ends within 21 days or is over. Renew it"
            + " before it becomes a failure; the table of what expires next names them.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.ORANGE)),
        Query.range(
            countOrZero(
                "("
                    + min(
                        ONE_TARGET,
                        target(MetricNames.CHAIN_NOT_AFTER)
                            + " or "
                            + target(MetricNames.CERTIFICATE_NOT_AFTER, is("position", "0")))
                    + " - time()) < "
                    + Looks.WARNING.toSeconds()),
            "ending"));
  }

  private static Panel notEnforced() {
    return Panel.stat(
        "mTLS not enforced",
        "Targets that must refuse us and let us in: whoever reaches them needs no certificate."
            + " Treat it as an open door and tell the owner of the gateway.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.RED)),
        Query.range(
            countOrZero(
                min(
                        ONE_TARGET,
                        target(MetricNames.CHECK_PASSED, is("check", Check.MTLS_ENFORCED.word())))
                    + " == 0"),
            "open doors"));
  }

  private static Panel agentsDown() {
    return Panel.stat(
        "Agents down",
        "Agents that Prometheus cannot scrape. While one is down, everything else on this board"
            + " about its targets is old or missing: mend it first.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.RED)),
        Query.range(countOrZero(agent(Scraped.UP) + " == 0"), "down"));
  }

  private static Panel failures() {
    return Panel.table(
        "What is failing, why and since when",
        "Each failing target with its reason, who must act and when it was last fine. The target"
            + " leads to all that is known of it, the reason to what it means and what to do. The"
            + " latest failure stands first; many targets with one reason and one time have one"
            + " cause.",
        Fields.unit("short")
            .noValue("Nothing is failing.")
            .overrides(
                Looks.linked("Target", 220, Boards.toTarget()),
                Looks.linked("Reason", 260, Boards.toRunbook()),
                Looks.words("Who must act", 250, Words.parties()),
                Looks.wide("Phase", 100),
                Looks.wide("Alert received or sent", 200),
                Looks.ago("Last fine", "never since the agent began"),
                Looks.states("Breaker", 110, Words.breakerStates())),
        Columns.of(
                "target", "Target",
                "ip", "IP",
                "reason", "Reason",
                "party", "Who must act",
                "Value #C", "Last fine",
                "Value #D", "Breaker",
                "phase", "Phase",
                "alert", "Alert received or sent",
                "address", "Address")
            .without("Value #A", "Value #B"),
        List.of(new Options.SortBy("Last fine", true)),
        Query.rows(FAILURE),
        Query.rows(max(ONE_TARGET + ", address", target(MetricNames.TARGET_INFO)) + ONLY_FAILING),
        Query.rows(lastFineOfFailing()),
        Query.rows(Words.breaker() + ONLY_FAILING));
  }

  /** When each failing target was last fine, in milliseconds; none for one that never was. */
  static String lastFineOfFailing() {
    return millis(
        "(" + max(ONE_TARGET, target(MetricNames.PROBE_LAST_SUCCESS)) + ONLY_FAILING + ")");
  }

  private static Panel expiry() {
    String ends =
        "bottomk("
            + MOST_ROWS
            + ", "
            + String.join(
                " or ",
                labelled("leaf", LEAF_END),
                labelled("chain", "(" + CHAIN_END + " < on (" + ONE_TARGET + ") " + LEAF_END + ")"),
                ours("our identity", "identity", agent(MetricNames.IDENTITY_NOT_AFTER)),
                ours(
                    "root of trust store",
                    "trust",
                    agent(MetricNames.TRUST_STORE_NOT_AFTER, "trust!=\"system\"")))
            + ")";
    return Panel.table(
        EXPIRY,
        "Certificates by their end, the next one first: leaves, certificates above a leaf that end"
            + " before it, our own client certificates and the first root to end in each trust"
            + " store but the system's. Red is less than 7 days, orange less than 21. Renew in this order.",
        Fields.unit("short")
            .noValue("No certificate was seen yet.")
            .overrides(
                Looks.left("Time left"),
                Looks.date("Ends"),
                Looks.wide("What", 360),
                Looks.linked("Target", Boards.toTarget())),
        Columns.of(
            "Value #A", "Time left",
            "Value #B", "Ends",
            "what", "What",
            "target", "Target",
            "ip", "IP"),
        List.of(new Options.SortBy("Time left", false)),
        Query.rows(ends + " - time()"),
        Query.rows(millis(ends)));
  }

  private static String labelled(String what, String expression) {
    return "label_replace(" + expression + ", \"what\", \"" + what + "\", \"\", \"\")";
  }

  /** What is ours has no target and is named by what it is. */
  private static String ours(String what, String label, String selector) {
    String named =
        "label_replace(%s, \"what\", \"%s $1\", \"%s\", \"(.*)\")"
            .formatted(min(label, selector), what, label);
    return min("what", named);
  }

  private static Panel failuresBy(String label) {
    return Panel.timeSeries(
        label.equals("party") ? "Failing targets by who must act" : BY_REASON,
        label.equals("party")
            ? "How many targets fail, by the party that has to act. A step of one colour is one"
                + " team's incident; network failures everywhere at once are the agent's own line."
            : "How many targets fail, by reason. A step of many targets with one reason is one"
                + " cause: a root that was replaced, a gateway, a name server.",
        Fields.unit("none").decimals(0).min(0),
        Custom.Graph.STEPS,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(
            count(label, max(ONE_TARGET + ", " + label, target(MetricNames.PROBE_FAILURE_INFO))),
            "{{" + label + "}}"));
  }

  private static Panel timeline() {
    String share =
        min(
            "target",
            "avg_over_time(" + target(MetricNames.PROBE_SUCCESS) + PromQl.RANGE + " @ end())");
    return Panel.timeline(
        "Who failed when",
        "The "
            + MOST_TIMELINES
            + " targets that failed for the greatest part of the time range. Bars that begin"
            + " together have one cause; stripes are a target that comes and goes, such as one bad"
            + " server of several behind one name.",
        Fields.unit("none")
            .noValue("Nothing failed in this time.")
            .thresholds(Fields.Thresholds.of(Words.RED, 1, Words.GREEN))
            .mappings(Words.verdict()),
        Query.range(
            min("target", target(MetricNames.PROBE_SUCCESS))
                + " and on (target) bottomk("
                + MOST_TIMELINES
                + ", "
                + share
                + " < 1)",
            "{{target}}"));
  }

  private static Panel acceptance() {
    return Panel.bars(
        ACCEPTANCE,
        "What became of our client certificate at each target: confirmed means that proof came,"
            + " unconfirmed that the server stayed silent, rejected that it refused. A rise of"
            + " rejected follows a renewal of ours or a new trust store of theirs.",
        Fields.unit("none").min(0).thresholds(Fields.Thresholds.of("blue")),
        Query.now(
            count(
                "state",
                max(ONE_TARGET + ", state", target(MetricNames.CLIENT_CERTIFICATE_ACCEPTANCE))
                    + " == 1"),
            "{{state}}"));
  }

  private static Panel connections(String label, String title, String why) {
    return Panel.bars(
        title,
        "How many targets negotiated which "
            + title.toLowerCase(java.util.Locale.ROOT)
            + ". "
            + why,
        Fields.unit("none").min(0).thresholds(Fields.Thresholds.of("blue")),
        Query.now(
            "sort_desc("
                + count(label, max(ONE_TARGET + ", " + label, target(MetricNames.CONNECTION_INFO)))
                + ")",
            "{{" + label + "}}"));
  }

  private static Panel postQuantum() {
    return Panel.stat(
        "Post-quantum key exchange",
        "Share of targets whose key exchange holds out against a quantum computer. What is"
            + " recorded today without it may be read one day.",
        Fields.unit("percentunit").min(0).max(1).thresholds(Fields.Thresholds.of("blue")),
        Query.range(avg("", max(ONE_TARGET, target(MetricNames.POST_QUANTUM))), "post-quantum"));
  }

  private static Panel findings() {
    return Panel.bars(
        "Findings",
        "The most frequent of all that is wrong or remarkable, by the number of targets that"
            + " show it, failing or not. Findings of targets that are fine are next month's failures.",
        Fields.unit("none").min(0).thresholds(Fields.Thresholds.of("blue")),
        Query.now(
            "topk("
                + MOST_BARS
                + ", "
                + count(
                    "finding",
                    max(ONE_TARGET + ", finding", target(MetricNames.PROBE_FINDING_INFO)))
                + ")",
            "{{finding}}"));
  }

  private static Panel latency() {
    Histogram handshakes = Histogram.ofTargets(MetricNames.HANDSHAKE_DURATION);
    return Panel.timeSeries(
        "Handshake duration",
        "How long completed handshakes take, all targets together. A rise of all quantiles is the"
            + " network or the agent, of the highest alone a few servers.",
        Fields.unit("s").min(0),
        Custom.Graph.LINES,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(quantile(0.5, "", handshakes), "half of them"),
        Query.range(quantile(0.95, "", handshakes), "95 %"),
        Query.range(quantile(0.99, "", handshakes), "99 %"));
  }
}
