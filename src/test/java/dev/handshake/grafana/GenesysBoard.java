package dev.handshake.grafana;

import static dev.handshake.grafana.PromQl.agent;
import static dev.handshake.grafana.PromQl.countOrZero;
import static dev.handshake.grafana.PromQl.is;
import static dev.handshake.grafana.PromQl.max;
import static dev.handshake.grafana.PromQl.millis;
import static dev.handshake.grafana.PromQl.min;
import static dev.handshake.grafana.PromQl.organization;
import static dev.handshake.grafana.PromQl.quantile;
import static dev.handshake.grafana.PromQl.rate;
import static dev.handshake.grafana.PromQl.sum;

import dev.handshake.grafana.Dashboard.Annotation;
import dev.handshake.grafana.Fields.Mapping;
import dev.handshake.grafana.Fields.Thresholds;
import dev.handshake.grafana.Fields.Word;
import dev.handshake.grafana.PromQl.Histogram;
import dev.handshake.metrics.MetricNames;
import java.util.List;

/**
 * The board of the platform's side: client certificates now and next and who accepts them, the
 * gateways that data actions call, the platform's own hosts, and what its API tells.
 */
final class GenesysBoard {
  static final String NOT_READY = "Not ready for the next";
  static final String READINESS = "Readiness of trust stores";
  static final String SOURCES = "Sources";
  private static final String CERTIFICATES = "Client certificates";

  private static final int YEAR = 365 * 86_400;

  private static final String ORGANIZATION = "organization, region";
  private static final String CERTIFICATE = ORGANIZATION + ", authority, status";
  private static final String JUDGED = ORGANIZATION + ", authority, trust";
  private static final String CURRENT = is("status", "Current");
  private static final String UPCOMING = is("status", "Upcoming");

  private static final String ENDS =
      min(CERTIFICATE, organization(MetricNames.CLIENT_CERTIFICATE_NOT_AFTER));
  private static final String PROVIDER_ENDS =
      max(ORGANIZATION + ", provider", organization(MetricNames.IDENTITY_PROVIDER_NOT_AFTER));
  private static final String SUPPLIED_ENDS =
      min("region, kind, certificate", PromQl.region(MetricNames.SUPPLIED_CERTIFICATE_NOT_AFTER));
  private static final String SOURCE_UP =
      min(ORGANIZATION + ", source", organization(MetricNames.GENESYS_SOURCE_UP));

  /** Targets that data actions call. */
  private static final String CALLED =
      " and on (target) " + max("target", organization(MetricNames.DATA_ACTIONS));

  /** What callers wait for: names are resolved once, and nobody waits to be confirmed. */
  private static final String WAITED =
      max(
          "target",
          "sum without (phase) ("
              + agent(MetricNames.PROBE_PHASE, "phase!~\"resolve|confirm\"")
              + ")");

  private static final String OF_BUDGET =
      "("
          + WAITED
          + " / on (target) "
          + min("target", agent(MetricNames.PROBE_LATENCY_BUDGET))
          + ")";

  private static final String OF_A_REGION = "genesys_region=~\"$region\"";
  private static final String HOST = "genesys_region, genesys_host, target";

  private static final Mapping ACCEPTED =
      Words.states(new Word(0, "refuses", Words.RED), new Word(1, "accepts", Words.GREEN));
  private static final Mapping NAMED =
      Words.states(new Word(0, "not named", Words.ORANGE), new Word(1, "named", Words.GREEN));
  private static final Mapping PRESENT =
      Words.states(new Word(0, "no", Words.ORANGE), new Word(1, "yes", Words.GREEN));
  private static final Mapping REVOKED =
      Words.states(new Word(0, "no", Words.GREEN), new Word(1, "revoked", Words.RED));

  private GenesysBoard() {}

  static Dashboard board() {
    return Dashboard.of(
        Boards.GENESYS,
        "Handshakes: Genesys Cloud",
        "Whether gateways accept the platform's client certificates now and after the next"
            + " rotation, and what its API tells.",
        List.of(
            Annotation.BUILT_IN,
            Annotation.at(
                "Client certificate changed",
                "blue",
                millis(
                    max(
                        ORGANIZATION + ", authority",
                        organization(MetricNames.CLIENT_CERTIFICATE_LAST_CHANGE))),
                "{{organization}} is told of another client certificate by {{authority}}."),
            Annotation.at(
                "Changed by somebody",
                "light-blue",
                millis(
                    max(
                        ORGANIZATION + ", service, entity_type, action",
                        organization(MetricNames.AUDIT_LAST_EVENT))),
                "{{organization}}: {{action}} of {{entity_type}} in {{service}}."),
            Boards.agentRestarted()),
        Boards.organizationVariables(),
        Layout.of(panels()));
  }

  private static List<Panel> panels() {
    return List.of(
        Panel.row("Whether it will go on"),
        notReady().sized(4, 4),
        refusedNow().sized(4, 4),
        soonest().sized(4, 4),
        revoked().sized(4, 4),
        signOnEnds().sized(4, 4),
        sourcesDown().sized(4, 4),
        Panel.row("Client certificates now and next"),
        certificates().sized(24, 7),
        readiness().sized(12, 8),
        readinessOverTime().sized(12, 8),
        names().sized(12, 8),
        namesOverTime().sized(12, 8),
        Panel.row("Gateways that data actions call"),
        gateways().inPages().sized(24, 8),
        budget().sized(20, 8),
        unprobed().sized(4, 8),
        tests().sized(24, 5),
        Panel.row("Regions"),
        hosts().sized(14, 8),
        hostsNow().sized(10, 8),
        Panel.row("What the API tells"),
        sources().sized(14, 9),
        breaker().sized(10, 9),
        requests().sized(8, 8),
        duration().sized(8, 8),
        limit().sized(8, 8),
        Panel.row("Sign-on, edges and what was supplied"),
        providers().sized(14, 7),
        supplied().sized(10, 7),
        edges().sized(24, 5),
        Panel.row("Integrations, credentials and addresses"),
        integrations().sized(8, 8),
        credentials().sized(9, 8),
        addresses().sized(7, 8),
        Panel.row("Who changed what"),
        changes().sized(12, 8),
        lastChanges().sized(12, 8));
  }

  private static Panel notReady() {
    return Panel.stat(
        NOT_READY,
        "Trust stores of gateways that accept the client certificate of an authority now and will"
            + " refuse the upcoming one. Add the new root there before the rotation, which may be"
            + " at any time: the readiness below names store and authority.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.RED)),
        Query.range(
            countOrZero(
                max(JUDGED, organization(MetricNames.CLIENT_CERTIFICATE_TRUSTED, UPCOMING))
                    + " == 0 unless on ("
                    + JUDGED
                    + ") "
                    + max(JUDGED, organization(MetricNames.CLIENT_CERTIFICATE_TRUSTED, CURRENT))
                    + " == 0"),
            "not ready"));
  }

  private static Panel refusedNow() {
    return Panel.stat(
        "Refused now",
        "Trust stores of gateways that accept the current client certificate of no authority: data"
            + " actions through such gateways fail. Add the root that the certificates' issuer"
            + " names, and pin no leaf.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.RED)),
        Query.range(
            countOrZero(
                max(
                        ORGANIZATION + ", trust",
                        organization(MetricNames.CLIENT_CERTIFICATE_TRUSTED, CURRENT))
                    + " == 0"),
            "refused"));
  }

  private static Panel soonest() {
    return Panel.stat(
        "Current one ends in",
        "How long the current client certificate that ends first has left. The platform replaces"
            + " it by itself, mostly sooner; see that every gateway is ready by then.",
        Fields.unit("s").decimals(1).noValue("none seen").thresholds(Looks.expiry()),
        Query.range(
            min("", organization(MetricNames.CLIENT_CERTIFICATE_NOT_AFTER, CURRENT)) + " - time()",
            "left"));
  }

  private static Panel revoked() {
    return Panel.stat(
        "Revoked",
        "Client certificates that their issuer's list has revoked. Gateways that check refuse"
            + " them: open a case with the vendor at once.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.RED)),
        Query.range(
            countOrZero(
                max(CERTIFICATE, organization(MetricNames.CLIENT_CERTIFICATE_REVOKED)) + " == 1"),
            "revoked"));
  }

  private static Panel signOnEnds() {
    return Panel.stat(
        "Sign-on ending soon",
        "Identity providers that are not switched off and whose last certificate ends within 21"
            + " days or is over. Sign-on through them fails then: the table below names them.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.ORANGE)),
        Query.range(
            countOrZero(
                "("
                    + PROVIDER_ENDS
                    + " - time()) < "
                    + Looks.WARNING.toSeconds()
                    + " unless on ("
                    + ORGANIZATION
                    + ", provider) "
                    + organization(MetricNames.IDENTITY_PROVIDER_INFO, is("disabled", "true"))),
            "ending"));
  }

  private static Panel sourcesDown() {
    return Panel.stat(
        "Sources down",
        "Parts of the API that could not be asked or gave an answer that is not to be believed."
            + " What they said before is kept and grows old: the table of sources has the reason.",
        Fields.unit("none").thresholds(Looks.badAbove(1, Words.ORANGE)),
        Query.range(countOrZero(SOURCE_UP + " == 0"), "down"));
  }

  private static Panel certificates() {
    return Panel.table(
        CERTIFICATES,
        "What data actions show to gateways now (Current) and next (Upcoming), by issuing"
            + " authority. A current one with clientAuth and an upcoming one without it, or a list"
            + " of revoked certificates that is away, will make gateways refuse: see the runbook."
            + " Compare issuers with gateways' trust stores.",
        Fields.unit("short")
            .noValue("The platform has named no client certificate yet.")
            .overrides(
                Looks.left("Time left"),
                Looks.date("Ends"),
                Looks.states("clientAuth", 100, PRESENT),
                Looks.states("Revocation list", 130, Words.up()),
                Looks.states("Revoked", 90, REVOKED),
                Looks.wrapped("Subject"),
                Looks.wrapped("Issuer")),
        Columns.of(
                "organization", "Organization",
                "region", "Region",
                "authority", "Authority",
                "status", "Status",
                "Value #B", "Time left",
                "Value #C", "Ends",
                "Value #D", "clientAuth",
                "Value #E", "Revocation list",
                "Value #F", "Revoked",
                "subject", "Subject",
                "issuer", "Issuer",
                "serial", "Serial number")
            .without("Value #A"),
        List.of(new Options.SortBy("Time left", false)),
        Query.rows(
            max(
                CERTIFICATE + ", subject, issuer, serial",
                organization(MetricNames.CLIENT_CERTIFICATE_INFO))),
        Query.rows(ENDS + " - time()"),
        Query.rows(millis(ENDS)),
        Query.rows(min(CERTIFICATE, organization(MetricNames.CLIENT_CERTIFICATE_CLIENT_AUTH))),
        Query.rows(min(CERTIFICATE, organization(MetricNames.CLIENT_CERTIFICATE_CRL_UP))),
        Query.rows(max(CERTIFICATE, organization(MetricNames.CLIENT_CERTIFICATE_REVOKED))));
  }

  private static Panel readiness() {
    return Panel.table(
        READINESS,
        "Whether a gateway with exactly a trust store accepts each client certificate as that of a"
            + " client; an upcoming one on its first day. A store that accepts the current one and"
            + " refuses the upcoming one lacks a root. One that is meant for the other authority"
            + " alone may refuse.",
        Fields.unit("short")
            .noValue("No trust store is judged: see trust_readiness in the configuration.")
            .overrides(Looks.states("Gateway", 100, ACCEPTED)),
        Columns.of(
            "trust", "Trust store",
            "authority", "Authority",
            "status", "Status",
            "Value", "Gateway",
            "organization", "Organization",
            "region", "Region"),
        List.of(new Options.SortBy("Trust store", false)),
        Query.rows(
            min(CERTIFICATE + ", trust", organization(MetricNames.CLIENT_CERTIFICATE_TRUSTED))));
  }

  private static Panel readinessOverTime() {
    return Panel.timeline(
        "Readiness over time",
        "The same over time. Red that begins with a rotation is a root that was not there in time;"
            + " red that begins by itself is a trust store that somebody changed.",
        Fields.unit("none")
            .noValue("No trust store is judged: see trust_readiness in the configuration.")
            .thresholds(Thresholds.of(Words.RED, 1, Words.GREEN))
            .mappings(ACCEPTED),
        Query.range(
            min("trust, authority, status", organization(MetricNames.CLIENT_CERTIFICATE_TRUSTED)),
            "{{trust}}: {{authority}}, {{status}}"));
  }

  private static Panel names() {
    return Panel.table(
        "Issuers named by gateways",
        "Whether the authorities that a probed gateway names in its CertificateRequest have an"
            + " issuer of each client certificate among them. Many clients send nothing to a"
            + " gateway that names others. A name proves no trust: judge its trust store for that.",
        Fields.unit("short")
            .noValue("No gateway is judged by its names, or none names anybody.")
            .overrides(
                Looks.states("Issuer", 100, NAMED), Looks.linked("Target", Boards.toTarget())),
        Columns.of(
            "target", "Target",
            "authority", "Authority",
            "status", "Status",
            "Value", "Issuer",
            "organization", "Organization",
            "region", "Region"),
        List.of(new Options.SortBy("Target", false)),
        Query.rows(
            min(CERTIFICATE + ", target", organization(MetricNames.CLIENT_CERTIFICATE_NAMED))));
  }

  private static Panel namesOverTime() {
    return Panel.timeline(
        "Issuers named over time",
        "The same over time. A change is a gateway whose list of authorities was changed, or a"
            + " certificate by another issuer: ask whoever runs the gateway which of them it was.",
        Fields.unit("none")
            .noValue("No gateway is judged by its names, or none names anybody.")
            .thresholds(Thresholds.of(Words.ORANGE, 1, Words.GREEN))
            .mappings(NAMED),
        Query.range(
            min("target, authority, status", organization(MetricNames.CLIENT_CERTIFICATE_NAMED)),
            "{{target}}: {{authority}}, {{status}}"));
  }

  private static Panel gateways() {
    return Panel.table(
        "Gateways",
        "Hosts that data actions call and how they look from here: whether the last probe was as"
            + " it should be, what became of our certificate, how much of the actions' time limit"
            + " an answer takes, and whether the platform has their root. Above half of the limit"
            + " is worth a look at the target's phases.",
        Fields.unit("short")
            .noValue("No data action's host is probed.")
            .overrides(
                Looks.linked("Target", 320, Boards.toTarget()),
                Looks.states("Probe", 90, Words.verdict()),
                Looks.states("Our certificate", 130, Words.acceptanceStates()),
                Looks.share("Of the time limit"),
                Looks.states(
                    "Root at the platform",
                    160,
                    Words.states(
                        new Word(0, "unknown", Words.ORANGE), new Word(1, "known", Words.GREEN)))),
        Columns.of(
            "target", "Target",
            "Value #A", "Data actions",
            "Value #B", "Probe",
            "Value #C", "Our certificate",
            "Value #D", "Of the time limit",
            "Value #E", "Root at the platform"),
        List.of(new Options.SortBy("Of the time limit", true)),
        Query.rows(max("target", organization(MetricNames.DATA_ACTIONS))),
        Query.rows(min("target", agent(MetricNames.PROBE_SUCCESS)) + CALLED),
        Query.rows(Words.acceptanceOfAny() + CALLED),
        Query.rows(OF_BUDGET + CALLED),
        Query.rows(min("target", organization(MetricNames.GATEWAY_ROOT_TRUSTED))));
  }

  private static Panel budget() {
    return Panel.timeSeries(
        "Share of the time limit that an answer takes",
        "Connecting, handshake and request of the last probe against the smallest time limit of the"
            + " data actions that call the gateway. At 1 they give up; keep it below a half, since"
            + " the platform is further away than the agent.",
        Fields.unit("percentunit").min(0).noValue("No gateway has a time limit."),
        Custom.Graph.LINES,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(OF_BUDGET + CALLED, "{{target}}"));
  }

  private static Panel unprobed() {
    return Panel.stat(
        "Actions not probed",
        "Data actions whose host cannot be probed: made of the action's inputs, not https, or not"
            + " allowed by discovery_allow. Name such gateways in the configuration by hand.",
        Fields.unit("none").noValue("not asked").fixedColor("text"),
        Query.range(
            sum("", max(ORGANIZATION, organization(MetricNames.DATA_ACTIONS_UNPROBED))),
            "not probed"));
  }

  private static Panel tests() {
    String action = ORGANIZATION + ", action";
    return Panel.table(
        "Data actions that the platform was made to run",
        "The only proof that the platform itself gets through to a gateway, with its own"
            + " certificate. A failing one whose gateway is fine from here is a refused certificate"
            + " or the action itself: the runbook has how to tell.",
        Fields.unit("short")
            .noValue("None is run: see action_tests in the configuration.")
            .overrides(
                Looks.states("Result", 100, Words.passed()),
                Looks.seconds("Took"),
                Looks.ago("Last run", "never since the agent began")),
        Columns.of(
            "action", "Data action",
            "Value #A", "Result",
            "Value #B", "Took",
            "Value #C", "Last run",
            "organization", "Organization",
            "region", "Region"),
        List.of(new Options.SortBy("Result", false)),
        Query.rows(min(action, organization(MetricNames.ACTION_TEST_SUCCESS))),
        Query.rows(max(action, organization(MetricNames.ACTION_TEST_DURATION))),
        Query.rows(millis(max(action, organization(MetricNames.ACTION_TEST_LAST)))));
  }

  private static Panel hosts() {
    return Panel.timeline(
        "The platform's own hosts over time",
        "Whether the login, api and apps hosts of each region shake hands as they should. All three"
            + " at once are the region or the way to it; compare with the vendor's status page.",
        Fields.unit("none")
            .noValue("No region is watched: see regions in the configuration.")
            .thresholds(Thresholds.of(Words.RED, 1, Words.GREEN))
            .mappings(Words.verdict()),
        Query.range(min("target", agent(MetricNames.PROBE_SUCCESS, OF_A_REGION)), "{{target}}"));
  }

  private static Panel hostsNow() {
    String ends =
        min(HOST, agent(MetricNames.CERTIFICATE_NOT_AFTER, OF_A_REGION, is("position", "0")));
    return Panel.table(
        "The platform's own hosts",
        "How long the certificates of the region's hosts last. The vendor replaces them without"
            + " notice and ever more often: expect no issuer and pin nothing, and act only if one"
            + " is not replaced in time.",
        Fields.unit("short")
            .noValue("No region is watched: see regions in the configuration.")
            .overrides(Looks.left("Time left"), Looks.linked("Target", Boards.toTarget())),
        Columns.of(
            "genesys_region", "Region",
            "genesys_host", "Host",
            "Value", "Time left",
            "target", "Target"),
        List.of(new Options.SortBy("Time left", false)),
        Query.rows(ends + " - time()"));
  }

  private static Panel sources() {
    return Panel.table(
        SOURCES,
        "Each part of the API that is asked, whether its last answer was complete and believable,"
            + " when it last was, and why it is down. One source's fault leaves the others alone.",
        Fields.unit("short")
            .noValue("No organization is asked about.")
            .overrides(
                Looks.states("State", 90, Words.up()),
                Looks.ago("Last success", "never since the agent began"),
                Looks.words("Reason", 380, Words.faults())),
        Columns.of(
                "organization", "Organization",
                "region", "Region",
                "source", "Source",
                "Value #A", "State",
                "Value #B", "Last success",
                "reason", "Reason")
            .without("Value #C"),
        List.of(new Options.SortBy("State", false)),
        Query.rows(SOURCE_UP),
        Query.rows(
            millis(
                max(
                    ORGANIZATION + ", source",
                    organization(MetricNames.GENESYS_SOURCE_LAST_SUCCESS)))),
        Query.rows(
            max(
                ORGANIZATION + ", source, reason",
                organization(MetricNames.GENESYS_SOURCE_FAILURE_INFO))));
  }

  private static Panel breaker() {
    return Panel.timeline(
        "Breaker of the API over time",
        "Whether requests are sent. After two failures in a row an organization's API is left"
            + " alone, but for a trial; while it is open, sources say breaker_open.",
        Fields.unit("none")
            .noValue("No organization is asked about.")
            .thresholds(Thresholds.of(Words.GREY))
            .mappings(Words.breakerStates()),
        Query.range(Words.apiBreaker(), "{{organization}}"));
  }

  private static Panel requests() {
    return Panel.timeSeries(
        "Requests by answer",
        "Requests per second to the API and for tokens, by status or by what happened instead. 401"
            + " is the client or its secret, 403 a permission, 429 too many, untrusted a proxy that"
            + " inspects TLS on the way.",
        Fields.unit("reqps").min(0),
        Custom.Graph.AREAS,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(sum("code", rate(organization(MetricNames.API_REQUESTS))), "{{code}}"));
  }

  private static Panel duration() {
    Histogram durations = Histogram.ofOrganizations(MetricNames.API_REQUEST_DURATION);
    return Panel.timeSeries(
        "Duration of requests",
        "How long the API takes to answer. A rise of all quantiles is the way or the region; near"
            + " 30 s requests are given up, and sources say timeout.",
        Fields.unit("s").min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(quantile(0.5, "", durations), "half of them"),
        Query.range(quantile(0.95, "", durations), "95 %"));
  }

  private static Panel limit() {
    return Panel.timeSeries(
        "Share of the rate limit in use",
        "Requests used of those allowed in a minute, as the last answer said. The agent needs few:"
            + " near 1 somebody else uses the same OAuth client, so give the agent one of its own.",
        Fields.unit("percentunit").min(0).max(1),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(
            max(ORGANIZATION, organization(MetricNames.API_RATE_LIMIT_USED))
                + " / on ("
                + ORGANIZATION
                + ") "
                + max(ORGANIZATION, organization(MetricNames.API_RATE_LIMIT_ALLOWED)),
            "{{organization}}"));
  }

  private static Panel providers() {
    return Panel.table(
        "Identity providers",
        "Single sign-on by the end of each provider's last certificate, since an old one may stand"
            + " beside its successor. Where the platform signs, its own signing certificate matters"
            + " too, which no API returns: supply it.",
        Fields.unit("short")
            .noValue("No identity provider is known.")
            .overrides(
                Looks.left("Time left"),
                Looks.date("Ends"),
                Looks.words("Platform signs", 120, PRESENT)),
        Columns.of(
                "name", "Name",
                "disabled", "Disabled",
                "Value #B", "Time left",
                "Value #C", "Ends",
                "Value #D", "Platform signs",
                "provider", "Id",
                "organization", "Organization",
                "region", "Region")
            .without("Value #A"),
        List.of(new Options.SortBy("Time left", false)),
        Query.rows(
            max(
                ORGANIZATION + ", provider, name, disabled",
                organization(MetricNames.IDENTITY_PROVIDER_INFO))),
        Query.rows(PROVIDER_ENDS + " - time()"),
        Query.rows(millis(PROVIDER_ENDS)),
        Query.rows(
            max(
                ORGANIZATION + ", provider",
                organization(MetricNames.IDENTITY_PROVIDER_USES_SSO_CERTIFICATE))));
  }

  private static Panel supplied() {
    return Panel.table(
        "Supplied certificates",
        "Certificates that no API returns and that were given as files: regional roots, the"
            + " certificate with which the platform signs for sign-on. Get the successor where the"
            + " old one came from, and supply it.",
        Fields.unit("short")
            .noValue("None was supplied: see certificates in the configuration.")
            .overrides(Looks.left("Time left"), Looks.date("Ends")),
        Columns.of(
            "certificate", "Certificate",
            "kind", "Kind",
            "region", "Region",
            "Value #A", "Time left",
            "Value #B", "Ends"),
        List.of(new Options.SortBy("Time left", false)),
        Query.rows(SUPPLIED_ENDS + " - time()"),
        Query.rows(millis(SUPPLIED_ENDS)));
  }

  private static Panel edges() {
    String ends =
        min(ORGANIZATION + ", name, type", organization(MetricNames.EDGE_AUTHORITY_NOT_AFTER));
    return Panel.table(
        "Authorities of edges and phones",
        "Authorities by which edges and managed phones trust each other, where the source edges is"
            + " switched on. Replace an uploaded one (REMOTE) before its end; ask the vendor about"
            + " its own (MANAGED).",
        Fields.unit("short")
            .noValue("Edges are not asked about: see sources in the configuration.")
            .overrides(Looks.left("Time left"), Looks.date("Ends")),
        Columns.of(
            "name", "Authority",
            "type", "Type",
            "Value #A", "Time left",
            "Value #B", "Ends",
            "organization", "Organization",
            "region", "Region"),
        List.of(new Options.SortBy("Time left", false)),
        Query.rows(ends + " - time()"),
        Query.rows(millis(ends)));
  }

  private static Panel integrations() {
    return Panel.table(
        "Integrations and their authority",
        "Web-services integrations with the authority of the client certificate that each shows, as"
            + " it is configured there; empty is the platform's default. Its gateways must trust"
            + " that one.",
        Fields.unit("short").noValue("No integration is known."),
        Columns.of(
                "name", "Integration",
                "authority", "Authority",
                "state", "State",
                "organization", "Organization",
                "region", "Region")
            .without("Value"),
        List.of(new Options.SortBy("Integration", false)),
        Query.rows(
            max(
                ORGANIZATION + ", name, authority, state",
                organization(MetricNames.INTEGRATION_INFO))));
  }

  private static Panel credentials() {
    return Panel.table(
        "Age of credentials",
        "How long ago each credential of an integration was last changed. The API tells no end of"
            + " any: age is the only sign. Renew what is older than a year, at the other system"
            + " first.",
        Fields.unit("short").noValue("No credential is known.").overrides(Looks.age("Age", YEAR)),
        Columns.of(
            "name", "Credential",
            "type", "Type",
            "Value", "Age",
            "organization", "Organization",
            "region", "Region"),
        List.of(new Options.SortBy("Age", true)),
        Query.rows(
            "time() - "
                + max(
                    ORGANIZATION + ", name, type", organization(MetricNames.CREDENTIAL_MODIFIED))));
  }

  private static Panel addresses() {
    return Panel.timeSeries(
        "Address ranges",
        "How many ranges each service of the platform calls from or is called at. A step is a"
            + " change that the firewalls before your gateways have to follow.",
        Fields.unit("none").decimals(0).min(0),
        Custom.Graph.LINES,
        Options.Legend.BELOW,
        Query.range(
            max("region, service", organization(MetricNames.IP_RANGES)), "{{region}} {{service}}"));
  }

  private static Panel changes() {
    return Panel.timeSeries(
        "Audited changes per second",
        "Changes to integrations, credentials, identity providers and the like, by what was done to"
            + " what. A failure that begins with one of them has its cause there: genesys audit"
            + " lists them with who did it.",
        Fields.unit("ops").min(0).noValue("Nothing was changed."),
        Custom.Graph.AREAS,
        Options.Legend.beside("lastNotNull", "max"),
        Query.range(
            sum("entity_type, action", rate(organization(MetricNames.AUDIT_EVENTS))),
            "{{action}} {{entity_type}}"));
  }

  private static Panel lastChanges() {
    return Panel.table(
        "Last change of each kind",
        "When each kind of change was last made, within 14 days. They are also marked in the graphs"
            + " of this board; who made them stands in the audit of the platform.",
        Fields.unit("short")
            .noValue("Nothing was changed within 14 days.")
            .overrides(Looks.ago("Last", "never")),
        Columns.of(
            "Value", "Last",
            "action", "Action",
            "entity_type", "Of what",
            "service", "Service",
            "organization", "Organization",
            "region", "Region"),
        List.of(new Options.SortBy("Last", true)),
        Query.rows(
            millis(
                max(
                    ORGANIZATION + ", service, entity_type, action",
                    organization(MetricNames.AUDIT_LAST_EVENT)))));
  }
}
