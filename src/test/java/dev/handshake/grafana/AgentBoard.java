package dev.handshake.grafana;

import static dev.handshake.grafana.PromQl.agent;
import static dev.handshake.grafana.PromQl.is;
import static dev.handshake.grafana.PromQl.max;
import static dev.handshake.grafana.PromQl.millis;
import static dev.handshake.grafana.PromQl.min;
import static dev.handshake.grafana.PromQl.quantile;
import static dev.handshake.grafana.PromQl.rate;
import static dev.handshake.grafana.PromQl.sum;

import dev.handshake.grafana.Dashboard.Annotation;
import dev.handshake.grafana.Fields.Property;
import dev.handshake.grafana.Fields.Special;
import dev.handshake.grafana.Fields.Thresholds;
import dev.handshake.grafana.Fields.Word;
import dev.handshake.grafana.PromQl.Histogram;
import dev.handshake.metrics.MetricNames;
import dev.handshake.report.ProbeOutcome;
import java.util.List;
import java.util.Map;

/** The board of the agents themselves: whether what they say of targets can be believed. */
final class AgentBoard {
  private static final Histogram LAG = Histogram.ofAgents(MetricNames.SCHEDULE_LAG);
  private static final String EACH = "{{instance}}";

  private AgentBoard() {}

  static Dashboard board() {
    return Dashboard.of(
        Boards.AGENT,
        "Handshakes: agents",
        "Whether the agents keep up, so that what they say of targets can be believed.",
        List.of(
            Annotation.BUILT_IN,
            Boards.agentRestarted(),
            Annotation.at(
                "Configuration applied",
                "blue",
                millis(max("instance", agent(MetricNames.RELOAD_SUCCESS_TIME))),
                "The agent {{instance}} applied a configuration.")),
        Boards.agentVariables(),
        Layout.of(panels()));
  }

  private static List<Panel> panels() {
    return List.of(
        Panel.row("Whether they run"),
        up().sized(4, 4),
        reload().sized(4, 4),
        running().sized(4, 4),
        targets().sized(4, 4),
        silence().sized(4, 4),
        descriptors().sized(4, 4),
        build().sized(12, 6),
        sources().sized(12, 6),
        Panel.row("Whether they keep up"),
        probes().sized(12, 8),
        lag().sized(12, 8),
        inFlight().sized(8, 7),
        skipped().sized(8, 7),
        targetsOverTime().sized(8, 7),
        Panel.row("What they cost"),
        cpu().sized(8, 8),
        memory().sized(8, 8),
        heap().sized(8, 8),
        pauses().sized(8, 8),
        openFiles().sized(8, 8),
        threads().sized(8, 8),
        Panel.row("Scrapes"),
        scrapeDuration().sized(12, 7),
        samples().sized(12, 7));
  }

  private static Panel up() {
    return Panel.stat(
        "Up",
        "Whether Prometheus can scrape the agent. If it is down, its targets are watched by"
            + " nobody, and no alarm about them can come: look at its host and its log.",
        Fields.unit("none")
            .thresholds(Thresholds.of(Words.RED, 1, Words.GREEN))
            .mappings(Words.up()),
        Query.range(agent(Scraped.UP), EACH));
  }

  private static Panel reload() {
    return Panel.stat(
        "Configuration",
        "Whether the configuration that was last read could be applied. If it was refused, the"
            + " one before it is in force and new targets are not watched: the agent's log and"
            + " check config say what is wrong.",
        Fields.unit("none")
            .thresholds(Thresholds.of(Words.RED, 1, Words.GREEN))
            .mappings(
                Words.states(
                    new Word(0, "refused", Words.RED), new Word(1, "applied", Words.GREEN))),
        Query.range(agent(MetricNames.RELOAD_SUCCESSFUL), EACH));
  }

  private static Panel running() {
    return Panel.stat(
        "Started",
        "When the agent started. Breakers, counters and what was learnt of chains began then; if"
            + " that is minutes ago and nobody did it, it may be short of memory.",
        Fields.unit("dateTimeFromNow").fixedColor("text"),
        Query.now(millis(agent(MetricNames.PROCESS_START_TIME)), EACH));
  }

  private static Panel targets() {
    return Panel.stat(
        "Targets",
        "How many targets the agent watches. A sudden fall is a source of targets that lost some,"
            + " such as a file that was emptied.",
        Fields.unit("none").fixedColor("text"),
        Query.range(agent(MetricNames.TARGETS), EACH));
  }

  private static Panel sources() {
    return Panel.table(
        "Sources of targets",
        "The configuration, and the files and addresses that say beside it what is to be watched:"
            + " whether what they last said could be read, and when that was. A source that is down"
            + " leaves its targets as they were; the agent's log says what is wrong with it.",
        Fields.unit("short")
            .noValue("No agent answers.")
            .overrides(
                Looks.states("State", 90, Words.up()),
                Looks.ago("Last success", "never since the agent began")),
        Columns.of(
            "instance", "Agent",
            "source", "Source",
            "Value #A", "State",
            "Value #B", "Last success"),
        List.of(new Options.SortBy("State", false)),
        Query.rows(min("instance, source", agent(MetricNames.SOURCE_UP))),
        Query.rows(millis(max("instance, source", agent(MetricNames.SOURCE_LAST_SUCCESS)))));
  }

  private static Panel silence() {
    return Panel.stat(
        "Longest without a probe",
        "How long ago the most neglected target was probed. More than the greatest interval, or"
            + " five minutes where breakers are open, means that the agent does not keep up.",
        Fields.unit("s").thresholds(Thresholds.of(Words.GREEN, 600, Words.ORANGE, 1800, Words.RED)),
        Query.range("time() - " + PromQl.min("instance", agent(MetricNames.PROBE_LAST)), EACH));
  }

  private static Panel descriptors() {
    return Panel.stat(
        "File descriptors in use",
        "Share of the file descriptors that the process may have. Each probe needs one; near the"
            + " limit probes fail as internal: raise LimitNOFILE.",
        Fields.unit("percentunit").min(0).max(1).thresholds(used()),
        Query.range(
            agent(MetricNames.PROCESS_OPEN_FDS) + " / " + agent(MetricNames.PROCESS_MAX_FDS),
            EACH));
  }

  private static Panel build() {
    return Panel.table(
        "Builds",
        "Which version each agent runs on which Java. Agents of one fleet should agree: words and"
            + " checks may differ between versions.",
        Fields.unit("short"),
        Columns.of(
                "instance", "Agent",
                "job", "Job",
                "version", "Version",
                "revision", "Revision",
                "javaversion", "Java")
            .without("Value"),
        List.of(new Options.SortBy("Agent", false)),
        Query.rows(
            max("instance, job, version, revision, javaversion", agent(MetricNames.BUILD_INFO))));
  }

  private static Panel probes() {
    return Panel.timeSeries(
        "Probes per second",
        "Probes that were due, by what became of them. Skipped ones belong to open breakers. A"
            + " fall of all together is an agent that does not keep up.",
        Fields.unit("ops")
            .min(0)
            .overrides(
                Looks.colored("failure", Words.RED),
                Looks.colored("skipped", Words.ORANGE),
                Looks.colored("success", Words.GREEN)),
        Custom.Graph.AREAS,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(sum("outcome", rate(agent(MetricNames.PROBES))), "{{outcome}}"));
  }

  private static Panel lag() {
    return Panel.timeSeries(
        "Lateness of probes",
        "How long after it was due each probe began. Above a second the agent has too little"
            + " processor time or max_in_flight is too small; durations are then less sure.",
        Fields.unit("s").min(0),
        Custom.Graph.LINES,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(quantile(0.5, "", LAG), "half of them"),
        Query.range(quantile(0.95, "", LAG), "95 %"),
        Query.range(quantile(0.99, "", LAG), "99 %"));
  }

  private static Panel inFlight() {
    return Panel.timeSeries(
        "Probes under way",
        "How many probes run at once. At max_in_flight the rest waits and lateness grows; many"
            + " slow targets, or a network that swallows packets, fill it.",
        Fields.unit("none").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(agent(MetricNames.PROBES_IN_FLIGHT), EACH));
  }

  private static Panel skipped() {
    return Panel.timeSeries(
        "Share of probes skipped",
        "How many of the probes that were due were skipped since a breaker was open. A rise"
            + " without failing targets to show for it is worth a look at the overview.",
        Fields.unit("percentunit").min(0).max(1),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(
            sum(
                    "instance",
                    rate(agent(MetricNames.PROBES, is("outcome", ProbeOutcome.SKIPPED.word()))))
                + " / "
                + sum("instance", rate(agent(MetricNames.PROBES))),
            EACH));
  }

  private static Panel targetsOverTime() {
    return Panel.timeSeries(
        "Targets over time",
        "How many targets each agent watches. Steps are changes of the configuration or of"
            + " discovered targets.",
        Fields.unit("none").decimals(0).min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(agent(MetricNames.TARGETS), EACH));
  }

  private static Panel cpu() {
    return Panel.timeSeries(
        "Processors used",
        "Processor time per second, and how many processors there are. Handshakes cost most of"
            + " it: about a millisecond each.",
        Fields.unit("none").min(0).overrides(limit("there are")),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(rate(agent(MetricNames.PROCESS_CPU)), EACH),
        Query.range(max("", agent(Scraped.CPUS)), "there are"));
  }

  private static Panel memory() {
    return Panel.timeSeries(
        "Memory",
        "Memory of the process that is in RAM, the heap among it. If it grows without more"
            + " targets, keep a heap dump before restarting.",
        Fields.unit("bytes").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(agent(MetricNames.PROCESS_RESIDENT_MEMORY), EACH));
  }

  private static Panel heap() {
    return Panel.timeSeries(
        "Heap",
        "Heap in use and what it may grow to. Where use stays near the limit, collections eat the"
            + " processor: raise -Xmx.",
        Fields.unit("bytes").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(sum("instance", agent(Scraped.HEAP_USED, is("area", "heap"))), EACH + " used"),
        Query.range(
            sum("instance", agent(Scraped.HEAP_MAX, is("area", "heap")) + " > 0"),
            EACH + " limit"));
  }

  private static Panel pauses() {
    return Panel.timeSeries(
        "Pauses for garbage collection",
        "Share of time that the Java machine stands still. Above one in a hundred, handshake"
            + " durations of the agent's own making creep in.",
        Fields.unit("percentunit").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(sum("instance", rate(agent(Scraped.PAUSES + "_sum"))), EACH));
  }

  private static Panel openFiles() {
    return Panel.timeSeries(
        "File descriptors",
        "File descriptors in use and how many there may be. Each probe under way needs one; a use"
            + " that only grows is a leak to report.",
        Fields.unit("none").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(agent(MetricNames.PROCESS_OPEN_FDS), EACH + " used"),
        Query.range(agent(MetricNames.PROCESS_MAX_FDS), EACH + " limit"));
  }

  private static Panel threads() {
    return Panel.timeSeries(
        "Threads",
        "Threads of the Java machine. Their number depends on processors, not on targets; one"
            + " that only grows is a leak to report.",
        Fields.unit("none").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(agent(Scraped.THREADS), EACH));
  }

  private static Panel scrapeDuration() {
    return Panel.timeSeries(
        "Duration of scrapes",
        "How long Prometheus waits for /metrics. It grows with the targets; near scrape_timeout"
            + " all series of the agent vanish at once.",
        Fields.unit("s").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(agent(Scraped.SCRAPE_DURATION), EACH));
  }

  private static Panel samples() {
    return Panel.timeSeries(
        "Samples per scrape",
        "How many samples a scrape brings. About sixty for a target; a rise without more targets"
            + " is a label with too many values.",
        Fields.unit("short").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(agent(Scraped.SCRAPE_SAMPLES), EACH));
  }

  /** A line that is not to be reached. */
  private static Special limit(String series) {
    return Special.of(
        series,
        new Property("color", Map.of("mode", "fixed", "fixedColor", Words.RED)),
        new Property("custom.fillOpacity", 0),
        new Property("custom.lineStyle", Map.of("fill", "dash", "dash", List.of(8, 8))));
  }

  private static Thresholds used() {
    return Thresholds.of(Words.GREEN, 0.5, Words.ORANGE, 0.8, Words.RED);
  }
}
