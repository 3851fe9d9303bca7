package dev.handshake.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.RequiresProgram;
import dev.handshake.breaker.BreakerState;
import dev.handshake.certificate.ChainInspector;
import dev.handshake.certificate.RevocationEvidence;
import dev.handshake.certificate.RevocationSource;
import dev.handshake.certificate.RevocationStatus;
import dev.handshake.certificate.TrustAnchors;
import dev.handshake.credential.Identity;
import dev.handshake.credential.IdentityInspector;
import dev.handshake.genesys.ActionTestResult;
import dev.handshake.genesys.ApiListener;
import dev.handshake.genesys.GenesysState;
import dev.handshake.genesys.Platform;
import dev.handshake.genesys.RateLimit;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Engine;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Stage;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.ProbeTiming;
import dev.handshake.target.Target;
import dev.handshake.target.TlsVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static final Instant START = Instant.parse("2026-11-20T14:00:00.5Z");
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

  private final Scrape scrape = new Scrape();
  private final Target crm = target("crm", Map.of("team", "ivr"));
  private final HeldCertificate root = HeldCertificate.named("root", START).authority().mint();
  private final HeldCertificate leaf =
      HeldCertificate.named("crm", START)
          .issuedBy(root)
          .valid(START.minusSeconds(60), Instant.parse("2027-01-01T00:00:00Z"))
          .mint();

  @Test
  void anIdentityIsJudgedAtEachScrapeAndOneThatCannotBeUsedNotAtAll() {
    AtomicReference<Instant> now = new AtomicReference<>(START);
    IdentityInspector inspector = new IdentityInspector(new ChainInspector(), List.of());
    scrape.registry.register(
        new CredentialMetrics(
            () ->
                List.of(
                    new Identity.Usable("ours", leaf.chain(), leaf.key(), "1"),
                    new Identity.Unusable("broken", "no such file")),
            identity -> inspector.inspect(identity, now.get()),
            List::of));

    assertThat(scrape.samples("tls_identity_check_passed"))
        .containsExactlyInAnyOrder(
            "tls_identity_check_passed{check=\"validity\",identity=\"ours\"} 1.0",
            "tls_identity_check_passed{check=\"usage\",identity=\"ours\"} 1.0",
            "tls_identity_check_passed{check=\"strength\",identity=\"ours\"} 1.0",
            "tls_identity_check_passed{check=\"chain_order\",identity=\"ours\"} 1.0");

    now.set(Instant.parse("2027-01-02T00:00:00Z"));
    assertThat(scrape.samples("tls_identity_check_passed"))
        .contains("tls_identity_check_passed{check=\"validity\",identity=\"ours\"} 0.0");
  }

  @Test
  void aTargetThatWasNeverProbedHasCountersAtZeroAndItsBreaker() {
    scrape.store.added(crm);

    assertThat(scrape.text("").lines().filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrder(
            "tls_target_info{address=\"crm.example.com:443\",expect=\"accepted\",identity=\"\","
                + "module=\"default\",server_name=\"crm.example.com\",target=\"crm\",team=\"ivr\","
                + "trust=\"system\"} 1",
            "tls_probe_interval_seconds{target=\"crm\",team=\"ivr\"} 30.0",
            "tls_probe_latency_budget_seconds{target=\"crm\",team=\"ivr\"} 2.0",
            "tls_probes_total{outcome=\"failure\",target=\"crm\",team=\"ivr\"} 0.0",
            "tls_probes_total{outcome=\"skipped\",target=\"crm\",team=\"ivr\"} 0.0",
            "tls_probes_total{outcome=\"success\",target=\"crm\",team=\"ivr\"} 0.0",
            "tls_breaker_state{state=\"closed\",target=\"crm\",team=\"ivr\"} 1.0",
            "tls_breaker_state{state=\"half_open\",target=\"crm\",team=\"ivr\"} 0.0",
            "tls_breaker_state{state=\"open\",target=\"crm\",team=\"ivr\"} 0.0",
            "tls_breaker_transitions_total{target=\"crm\",team=\"ivr\",to=\"closed\"} 0.0",
            "tls_breaker_transitions_total{target=\"crm\",team=\"ivr\",to=\"half_open\"} 0.0",
            "tls_breaker_transitions_total{target=\"crm\",team=\"ivr\",to=\"open\"} 0.0",
            "tls_certificate_changes_total{target=\"crm\",team=\"ivr\"} 0.0",
            "tls_connection_changes_total{fact=\"cipher\",target=\"crm\",team=\"ivr\"} 0.0",
            "tls_connection_changes_total{fact=\"group\",target=\"crm\",team=\"ivr\"} 0.0",
            "tls_connection_changes_total{fact=\"issuer\",target=\"crm\",team=\"ivr\"} 0.0",
            "tls_connection_changes_total{fact=\"protocol\",target=\"crm\",team=\"ivr\"} 0.0");
  }

  @Test
  void aGoodProbeIsTold() {
    hear(
        draft(crm)
            .handshake()
            .chain(leaf.chain(), Map.of(Check.TRUST, true, Check.STRENGTH, false))
            .check(Check.PROTOCOL_POLICY, true)
            .finding(Remark.EXPIRES_SOON));

    assertThat(labelled("tls_probe_success")).containsExactly("{} 1.0");
    assertThat(labelled("tls_probe_failure_info")).isEmpty();
    assertThat(labelled("tls_probe_finding_info")).containsExactly("{finding=\"expires_soon\"} 1");
    assertThat(labelled("tls_probe_phase_seconds"))
        .containsExactly(
            "{phase=\"connect\"} 0.0011",
            "{phase=\"handshake\"} 0.0052",
            "{phase=\"resolve\"} 4.0E-4");
    assertThat(labelled("tls_probe_duration_seconds")).containsExactly("{} 0.007");
    assertThat(labelled("tls_probe_last_timestamp_seconds")).containsExactly("{} 1.7951832005E9");
    assertThat(labelled("tls_probe_last_success_timestamp_seconds"))
        .containsExactly("{} 1.7951832005E9");
    assertThat(labelled("tls_connection_info"))
        .containsExactly(
            "{alpn=\"\",cipher=\"TLS_AES_256_GCM_SHA384\",group=\"X25519\",ip=\"203.0.113.7\",protocol=\"TLSv1.3\"} 1");
    assertThat(labelled("tls_protocol_version")).containsExactly("{} 1.3");
    assertThat(labelled("tls_key_exchange_post_quantum")).containsExactly("{} 0.0");
    assertThat(labelled("tls_ocsp_stapled")).containsExactly("{} 0.0");
    assertThat(labelled("tls_client_certificate_requested")).containsExactly("{} 0.0");
    assertThat(labelled("tls_client_certificate_acceptance"))
        .containsExactly(
            "{state=\"confirmed\"} 0.0",
            "{state=\"not_requested\"} 1.0",
            "{state=\"rejected\"} 0.0",
            "{state=\"unconfirmed\"} 0.0");
    assertThat(labelled("tls_check_passed"))
        .containsExactly(
            "{check=\"protocol_policy\"} 1.0", "{check=\"strength\"} 0.0", "{check=\"trust\"} 1.0");
  }

  @Test
  void aChainIsToldByPosition() {
    hear(draft(crm).handshake().chain(List.of(leaf.certificate(), root.certificate()), Map.of()));

    assertThat(labelled("tls_chain_depth")).containsExactly("{} 2.0");
    assertThat(labelled("tls_chain_verified_depth")).containsExactly("{} 3.0");
    assertThat(labelled("tls_chain_last_seen_timestamp_seconds"))
        .containsExactly("{} 1.7951832005E9");
    assertThat(labelled("tls_chain_not_after_timestamp_seconds")).containsExactly("{} 1.7977752E9");
    assertThat(labelled("tls_certificate_not_after_timestamp_seconds"))
        .containsExactly("{position=\"0\"} 1.7987616E9", "{position=\"1\"} 1.7977752E9");
    assertThat(labelled("tls_certificate_not_before_timestamp_seconds")).hasSize(2);
    assertThat(labelled("tls_certificate_info"))
        .hasSize(2)
        .filteredOn(line -> line.contains("position=\"0\""))
        .first()
        .asString()
        .contains(
            "issuer=\"CN=root\",key=\"EC P-256\",",
            "signature_algorithm=\"SHA256withECDSA\",subject=\"CN=crm\"} 1");
  }

  @Test
  void theChainStaysWhileTheConnectionOfAFailedProbeIsAbsent() {
    hear(
        draft(crm)
            .handshake()
            .chain(leaf.chain(), Map.of(Check.TRUST, true))
            .check(Check.CIPHER_POLICY, true));
    hear(
        ReportDraft.of(crm, START.plusSeconds(30))
            .outcome(new Outcome.ConnectFailed(Outcome.ConnectFault.REFUSED, "refused"))
            .fails(Reason.CONNECT_REFUSED, Phase.CONNECT, "refused"));

    assertThat(labelled("tls_certificate_not_after_timestamp_seconds")).hasSize(1);
    assertThat(labelled("tls_chain_depth")).hasSize(1);
    assertThat(labelled("tls_check_passed")).containsExactly("{check=\"trust\"} 1.0");
    assertThat(labelled("tls_chain_last_seen_timestamp_seconds"))
        .containsExactly("{} 1.7951832005E9");
    assertThat(labelled("tls_probe_last_success_timestamp_seconds"))
        .containsExactly("{} 1.7951832005E9");
    for (String lastProbe :
        List.of(
            "tls_connection_info",
            "tls_protocol_version",
            "tls_key_exchange_post_quantum",
            "tls_ocsp_stapled",
            "tls_client_certificate_requested",
            "tls_client_certificate_acceptance",
            "tls_probe_phase_seconds")) {
      assertThat(labelled(lastProbe)).as(lastProbe).isEmpty();
    }
  }

  @Test
  void aFailureNamesReasonPhasePartyAndAlert() {
    hear(
        draft(crm)
            .fails(Reason.CIPHER_MISMATCH, Phase.HANDSHAKE, "no common suite")
            .alert(new Alert(Alert.Direction.RECEIVED, 40)),
        new TargetStatus(BreakerState.OPEN, 2, Optional.of(START)));

    assertThat(labelled("tls_probe_success")).containsExactly("{} 0.0");
    assertThat(labelled("tls_probe_failure_info"))
        .containsExactly(
            "{alert=\"handshake_failure\",party=\"server\",phase=\"handshake\",reason=\"cipher_mismatch\"} 1");
    assertThat(labelled("tls_probe_failures_total"))
        .containsExactly("{reason=\"cipher_mismatch\"} 1.0");
    assertThat(labelled("tls_alerts_received_total"))
        .containsExactly("{alert=\"handshake_failure\"} 1.0");
    assertThat(labelled("tls_breaker_state"))
        .containsExactly(
            "{state=\"closed\"} 0.0", "{state=\"half_open\"} 0.0", "{state=\"open\"} 1.0");
  }

  @Test
  void onlyCompletedHandshakesThatWereNotLateAreInTheHistogram() {
    hear(draft(crm).handshake());
    hear(draft(crm).handshake().late());
    hear(draft(crm).handshake().own(Duration.ofMillis(6)));
    hear(draft(crm).handshake().own(Duration.ofMillis(5)));
    hear(draft(crm).handshake().outcome(new Outcome.TimedOut(Phase.HANDSHAKE)));
    hear(draft(crm).handshake().outcome(new Outcome.Closed(Stage.SERVER_HELLO)));
    hear(draft(crm).handshake().outcome(new Outcome.Reset(Stage.FINISHED)));
    hear(draft(crm).outcome(new Outcome.TimedOut(Phase.CONNECT)));

    assertThat(labelled("tls_handshake_duration_seconds_count")).containsExactly("{} 3");
    assertThat(scrape.durations.late()).isEqualTo(2);
    assertThat(labelled("tls_handshake_duration_seconds_bucket"))
        .hasSize(13)
        .contains("{le=\"0.005\"} 0", "{le=\"0.01\"} 3", "{le=\"+Inf\"} 3");
  }

  @Test
  void aRemovedTargetIsGoneAtTheNextScrape() {
    Target other = target("other", Map.of());
    hear(draft(crm).handshake().chain(leaf.chain(), Map.of()));
    hear(draft(other).handshake());

    scrape.store.removed(crm);
    scrape.durations.removed(crm);

    for (String format : List.of("", OPEN_METRICS, PROTOBUF)) {
      assertThat(scrape.text(format)).as(format).doesNotContain("ivr").contains("other");
    }
  }

  @Test
  void nothingIsLeftOfALongerChainNorOfAFailureThatIsOver() {
    hear(
        draft(crm)
            .handshake()
            .chain(List.of(leaf.certificate(), root.certificate(), root.certificate()), Map.of())
            .fails(Reason.CERTIFICATE_EXPIRED, Phase.HANDSHAKE, "expired"));
    hear(draft(crm).handshake().chain(List.of(root.certificate()), Map.of()));

    assertThat(labelled("tls_certificate_not_after_timestamp_seconds")).hasSize(1);
    assertThat(labelled("tls_certificate_not_before_timestamp_seconds")).hasSize(1);
    assertThat(labelled("tls_probe_failure_info")).isEmpty();
    assertThat(labelled("tls_probe_finding_info")).isEmpty();
    assertThat(scrape.text(""))
        .contains("tls_probe_failures_total{reason=\"certificate_expired\"")
        .doesNotContain("CN=crm");
  }

  @Test
  void whatEachSourceSaysOfRevocationIsToldOnce() {
    hear(
        draft(crm)
            .handshake()
            .chain(leaf.chain(), Map.of())
            .revocation(
                evidence(new RevocationStatus.Good()),
                evidence(new RevocationStatus.Unknown("nobody answers")),
                evidence(new RevocationStatus.Unknown("nobody listens"))));

    assertThat(scrape.text("").lines().filter(line -> line.startsWith("tls_revocation_status")))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("source=\"staple\",status=\"good\""),
            line -> assertThat(line).contains("source=\"staple\",status=\"unknown\""));
  }

  @Test
  void protocolVersionsAreNumbers() {
    for (TlsVersion version : TlsVersion.values()) {
      hear(
          draft(target(version.word(), Map.of()))
              .connection(Optional.of(version), Optional.empty(), Optional.empty()));
    }

    assertThat(scrape.samples("tls_protocol_version"))
        .containsExactly(
            "tls_protocol_version{target=\"TLSv1\"} 1.0",
            "tls_protocol_version{target=\"TLSv1.1\"} 1.1",
            "tls_protocol_version{target=\"TLSv1.2\"} 1.2",
            "tls_protocol_version{target=\"TLSv1.3\"} 1.3");
    assertThat(scrape.samples("tls_key_exchange_post_quantum")).isEmpty();
  }

  @Test
  void hostileTextIsEscapedAndCut() {
    HeldCertificate hostile =
        HeldCertificate.named("x", START)
            .subject(
                new X500NameBuilder()
                    .addRDN(BCStyle.CN, "a\"b\\\n\u202e\u001b[2J<script>" + "x".repeat(300))
                    .build())
            .mint();
    hear(
        draft(target("h\n\"", Map.of("own", "\u202e\n")))
            .handshake()
            .chain(hostile.chain(), Map.of()));

    String text = scrape.text("");
    String subject =
        scrape
            .samples("tls_certificate_info")
            .getFirst()
            .replaceAll(".*subject=\"(.*?[^\\\\])\",.*", "$1");
    assertThat(text)
        .doesNotContainPattern("[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u202e]");
    assertThat(text).contains("own=\"\\\\u202e\\\\u000a\",", "target=\"h\\n\\\"\"");
    assertThat(subject.replace("\\\\", "\\").replace("\\\"", "\"").length()).isEqualTo(256);
    assertThat(text.lines())
        .allMatch(line -> line.matches("#.*|[a-z_]+(\\{.*})? [-+0-9.EeInfNa]+"));
  }

  @Test
  void ownLabelsThatWouldSpoilTheScrapeAreLeftOut() {
    scrape.store.added(target("crm", Map.of("state", "x", "__meta", "x", "a-b", "x", "ok", "y")));

    assertThat(scrape.samples("tls_certificate_changes_total"))
        .containsExactly("tls_certificate_changes_total{ok=\"y\",target=\"crm\"} 0.0");
  }

  @Test
  void eachFormatIsSpoken() throws Exception {
    everything();

    assertThat(scrape.exposition.contentType("")).startsWith("text/plain; version=0.0.4");
    assertThat(scrape.exposition.contentType(OPEN_METRICS))
        .startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(scrape.exposition.contentType(PROTOBUF))
        .startsWith("application/vnd.google.protobuf");

    String open = scrape.text(OPEN_METRICS);
    assertThat(open).endsWith("# EOF\n").contains("# TYPE tls_certificate info");
    assertThat(open.split("# EOF", -1)).hasSize(2);
    assertThat(names(scrape.text("")))
        .containsAll(names(open))
        .contains("tls_certificate_info", "tls_probes_total", "process_open_fds");
    assertThat(familyNames(scrape.bytes(PROTOBUF)))
        .contains(
            "tls_certificate_info",
            "tls_handshake_duration_seconds",
            "tls_probes_total",
            "handshake_exporter_build_info",
            "jvm_threads_live_threads");
  }

  @Test
  void everyFamilyHasHelpAndAppearsOnce() {
    everything();

    List<String> help = scrape.text("").lines().filter(line -> line.startsWith("# HELP")).toList();
    assertThat(help).allMatch(line -> line.matches("# HELP \\S+ \\S.*"));
    assertThat(help.stream().map(line -> line.split(" ")[2])).doesNotHaveDuplicates();
    assertThat(scrape.text("").lines().filter(line -> line.startsWith("# TYPE")))
        .hasSameSizeAs(help);
  }

  @Test
  void everyNameOfTheTableIsServed() throws Exception {
    everything();

    Set<String> served = names(scrape.text(""));
    Set<String> named = new HashSet<>();
    for (var field : MetricNames.class.getFields()) {
      if (field.getType() == String.class) {
        named.add((String) field.get(null));
      }
    }
    named.remove(MetricNames.HANDSHAKE_DURATION);
    named.remove(MetricNames.SCHEDULE_LAG);
    named.remove(MetricNames.API_REQUEST_DURATION);
    assertThat(served)
        .containsAll(named)
        .contains(
            "tls_handshake_duration_seconds_bucket", "handshake_exporter_schedule_lag_seconds_sum");
  }

  @Test
  void noLabelOfOursMayBeATargetsOwn() {
    everything();

    Set<String> used =
        scrape
            .text("")
            .lines()
            .filter(line -> line.startsWith("tls_"))
            .flatMap(line ->
                Set.of(line.replaceAll("\"[^\"]*\"|^[a-z_]+\\{|}.*$", "").split("[=,]+")).stream())
            .filter(name -> !name.equals("team"))
            .collect(Collectors.toSet());
    assertThat(MetricNames.RESERVED_LABELS).containsAll(used);
    assertThat(used).contains("target", "fingerprint_sha256", "le");
  }

  @Test
  @RequiresProgram("promtool")
  void promtoolHasNoComplaint() throws Exception {
    everything();

    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (OutputStream in = promtool.getOutputStream()) {
      in.write(scrape.bytes(""));
    }
    try (InputStream out = promtool.getInputStream()) {
      assertThat(new String(out.readAllBytes(), UTF_8)).isEmpty();
    }
    assertThat(promtool.waitFor()).isZero();
  }

  @Test
  void tenThousandTargetsAreScraped() {
    for (int number = 0; number < 10_000; number++) {
      hear(
          draft(target("target-" + number, Map.of("team", "ivr")))
              .handshake()
              .chain(leaf.chain(), Map.of(Check.TRUST, true)));
    }

    assertThat(scrape.samples("tls_probe_success")).hasSize(10_000);
  }

  /** One target with all facts, one that fails, the agent, the process and our own certificates. */
  private void everything() {
    hear(
        draft(crm)
            .handshake()
            .chain(leaf.chain(), Map.of(Check.TRUST, true))
            .finding(Remark.EXPIRES_SOON)
            .acceptance(Acceptance.CONFIRMED));
    hear(
        draft(crm)
            .handshake()
            .negotiated(
                Engine.BORINGSSL,
                TlsVersion.TLS_1_2,
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "P-256")
            .chain(List.of(root.certificate()), Map.of(Check.TRUST, false))
            .revocation(evidence(new RevocationStatus.Good())));
    hear(
        draft(target("down", Map.of()))
            .fails(Reason.CIPHER_MISMATCH, Phase.HANDSHAKE, "no common suite")
            .alert(new Alert(Alert.Direction.RECEIVED, 40)));
    RuntimeMetrics.register(scrape.registry);
    AgentMetrics agent = AgentMetrics.register(scrape.registry, "1.2.3", "abcdef");
    agent.watch(() -> 2, () -> 0);
    agent.reloaded(START);
    agent.started("one", Duration.ofMillis(3));
    agent.watchNotifications(queued -> queued.accept("webhook", 2));
    agent.notified("webhook", "sent", 1);
    agent.watchSources(
        health -> health.accept("configuration", 1),
        ages -> ages.accept("target_files[0]", Instant.EPOCH));
    agent.watchLate(() -> 3);
    agent.watchDropped(() -> 2);
    scrape.registry.register(
        new CredentialMetrics(
            () ->
                List.of(
                    new Identity.Usable("ours", leaf.chain(), leaf.key(), "1"),
                    new Identity.Unusable("broken", "no such file")),
            identity ->
                new IdentityInspector(new ChainInspector(), List.of()).inspect(identity, START),
            () -> List.of(TrustAnchors.of("corporate", Set.of(root.certificate()), List.of()))));
    platform();
  }

  private void platform() {
    GenesysState known = new Platform(START).state();
    scrape.registry.register(new GenesysMetrics(() -> known));
    ApiListener api = GenesysApiMetrics.register(scrape.registry).of(Platform.organization());
    api.requested("token", "200", Duration.ofMillis(20));
    api.limited(new RateLimit(OptionalInt.of(300), OptionalInt.of(1), OptionalInt.of(60)));
    api.tokenExpires(START);
    api.breaker(BreakerState.CLOSED);
    ActionTestResult failed =
        new ActionTestResult(
            "acme",
            "eu-west-1",
            "custom_-_0f6c",
            START,
            Duration.ofSeconds(2),
            Optional.of(new ActionTestResult.Failure("EXECUTE", "504")));
    scrape.registry.register(new ActionTestMetrics(() -> List.of(failed)));
  }

  private static RevocationEvidence evidence(RevocationStatus status) {
    return new RevocationEvidence(RevocationSource.STAPLE, 0, "CN=crm", status);
  }

  private void hear(ReportDraft draft) {
    hear(draft, TargetStatus.CLOSED);
  }

  private void hear(ReportDraft draft, TargetStatus status) {
    scrape.hear(draft.report(), status);
  }

  /** The samples of a family without the labels that all of this target's have. */
  private List<String> labelled(String name) {
    return scrape.samples(name).stream()
        .map(line ->
            line.substring(name.length())
                .replaceAll(",?target=\"crm\",team=\"ivr\"", "")
                .replaceAll(",?target=\"crm\"|,?team=\"ivr\"", "")
                .replace("{,", "{"))
        .sorted()
        .toList();
  }

  private static ReportDraft draft(Target target) {
    return ReportDraft.of(target, START);
  }

  private static Target target(String name, Map<String, String> labels) {
    return new Target(
        name,
        Endpoint.parse("crm.example.com:443"),
        "crm.example.com",
        "crm.example.com",
        ProbeModule.DEFAULT.withTiming(
            ProbeTiming.DEFAULT.withLatencyBudget(Duration.ofSeconds(2))),
        new TreeMap<>(labels));
  }

  private static Set<String> names(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]")[0])
        .collect(Collectors.toSet());
  }

  /** The name is the first field of each length-delimited MetricFamily. */
  private static Set<String> familyNames(byte[] delimited) throws IOException {
    Set<String> names = new HashSet<>();
    var in = new java.io.ByteArrayInputStream(delimited);
    while (in.available() > 0) {
      byte[] family = in.readNBytes(varint(in));
      assertThat(family[0]).isEqualTo((byte) 0x0a);
      names.add(new String(family, 2, family[1], UTF_8));
    }
    return names;
  }

  private static int varint(InputStream in) throws IOException {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int part = in.read();
      value |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
  }
}
