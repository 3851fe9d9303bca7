package dev.handshake.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Sample;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.observation.Outcome;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.ReportStore;
import dev.handshake.report.TargetState;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.HttpCheck;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProbeExpositionTest {
  private static final Instant START = Instant.parse("2026-11-20T14:00:00.5Z");
  private static final Instant LEAF_ENDS = Instant.parse("2027-01-01T00:00:00Z");
  private static final Instant ROOT_ENDS = Instant.parse("2026-12-20T00:00:00Z");
  private static final HttpCheck GET =
      new HttpCheck("GET", "/", Map.of(), Set.of(200), Duration.ofSeconds(5));

  private final ProbeExposition exposition = new ProbeExposition();
  private final HeldCertificate root =
      HeldCertificate.named("root", START)
          .authority()
          .valid(START.minusSeconds(60), ROOT_ENDS)
          .mint();
  private final HeldCertificate leaf =
      HeldCertificate.named("crm", START)
          .dns("crm.example.com", "crm.example.org")
          .issuedBy(root)
          .valid(START.minusSeconds(60), LEAF_ENDS)
          .mint();

  @Test
  void blackboxFamiliesBearNoLabelsOfTheTargetAndOursBearAll() {
    List<Sample> told = samples(state(good(target(Optional.empty()))), false);

    assertThat(only(told, "probe_success")).isEqualTo(new Sample("probe_success", Map.of(), 1));
    assertThat(only(told, "probe_tls_version_info").labels())
        .isEqualTo(Map.of("version", "TLS 1.3"));
    assertThat(only(told, "probe_tls_cipher_info").labels())
        .isEqualTo(Map.of("cipher", "TLS_AES_256_GCM_SHA384"));
    assertThat(only(told, "tls_probe_success").labels())
        .isEqualTo(Map.of("target", "crm", "team", "ivr"));
    assertThat(only(told, "tls_probe_skipped"))
        .isEqualTo(new Sample("tls_probe_skipped", Map.of("target", "crm", "team", "ivr"), 0));
  }

  @Test
  void expiryIsThatOfAllCertificatesAndThatOfThePath() {
    List<Sample> told =
        samples(
            state(
                ReportDraft.of(target(Optional.empty()), START)
                    .handshake()
                    .chain(List.of(leaf.certificate(), root.certificate()), Map.of())),
            false);

    assertThat(only(told, "probe_ssl_earliest_cert_expiry").value())
        .isEqualTo((double) ROOT_ENDS.getEpochSecond());
    assertThat(only(told, "probe_ssl_last_chain_info").labels())
        .containsEntry("subject", "CN=crm")
        .containsEntry("issuer", "CN=root")
        .containsEntry("subjectalternative", "crm.example.com,crm.example.org")
        .containsOnlyKeys(
            "fingerprint_sha256", "issuer", "serialnumber", "subject", "subjectalternative");
    assertThat(named(told, "probe_ssl_last_chain_expiry_timestamp_seconds")).hasSize(1);
  }

  @Test
  void withoutAPathThereIsNoExpiryOfThePath() throws Exception {
    List<Sample> told =
        samples(
            state(
                ReportDraft.of(target(Optional.empty()), START)
                    .handshake()
                    .chainOfBytes(leaf.certificate().getEncoded())),
            false);

    assertThat(only(told, "probe_ssl_earliest_cert_expiry").value())
        .isEqualTo((double) LEAF_ENDS.getEpochSecond());
    assertThat(named(told, "probe_ssl_last_chain_expiry_timestamp_seconds")).isEmpty();
  }

  @Test
  void aChainOfAnEarlierProbeIsNoneOfTheLast() {
    Target target = target(Optional.empty());
    ReportStore store = new ReportStore(() -> START);
    store.report(good(target).report(), TargetStatus.CLOSED);
    store.report(refused(target, START.plusSeconds(30)).report(), TargetStatus.CLOSED);

    List<Sample> told = samples(store.target("crm").orElseThrow(), true);

    assertThat(only(told, "probe_success").value()).isZero();
    assertThat(only(told, "tls_probe_skipped").value()).isEqualTo(1);
    assertThat(told.stream().map(Sample::name)).noneMatch(name -> name.startsWith("probe_ssl_"));
    assertThat(named(told, "tls_certificate_not_after_timestamp_seconds")).isNotEmpty();
  }

  @Test
  void aRequestThatWasNotAnsweredHasStatusZero() {
    List<Sample> told = samples(state(refused(target(Optional.of(GET)), START)), false);

    for (String name :
        List.of(
            "probe_http_status_code",
            "probe_http_ssl",
            "probe_http_version",
            "probe_http_redirects",
            "probe_http_content_length",
            "probe_failed_due_to_regex",
            "probe_ip_protocol",
            "probe_ip_addr_hash")) {
      assertThat(only(told, name).value()).as(name).isZero();
    }
    assertThat(named(told, "probe_http_duration_seconds"))
        .extracting(sample -> sample.label("phase"))
        .containsExactly("resolve");
  }

  @Test
  void anAnswerIsToldWithItsPhases() {
    List<Sample> told =
        samples(
            state(
                good(target(Optional.of(GET)))
                    .http(503)
                    .phase(Phase.CONFIRM, Duration.ofMillis(20))
                    .phase(Phase.REQUEST, Duration.ofMillis(7))),
            false);

    assertThat(only(told, "probe_http_status_code").value()).isEqualTo(503);
    assertThat(only(told, "probe_http_ssl").value()).isEqualTo(1);
    assertThat(only(told, "probe_http_version").value()).isEqualTo(1.1);
    assertThat(only(told, "probe_http_content_length").value()).isEqualTo(-1);
    assertThat(named(told, "probe_http_duration_seconds"))
        .extracting(sample -> sample.label("phase") + " " + sample.value())
        .containsExactlyInAnyOrder(
            "resolve 4.0E-4", "connect 0.0011", "tls 0.0052", "processing 0.007", "transfer 0.0");
  }

  @Test
  void aHandshakeAloneHasNoFamiliesOfHttp() {
    assertThat(samples(state(good(target(Optional.empty()))), false))
        .noneMatch(sample -> sample.name().startsWith("probe_http_"));
  }

  @Test
  void whatCountsManyProbesIsLeftToTheAgentsOwnMetrics() {
    assertThat(samples(state(good(target(Optional.empty()))), false))
        .noneMatch(sample -> sample.name().endsWith("_total"))
        .noneMatch(sample -> sample.name().startsWith("handshake_exporter_"));
  }

  @Test
  void eachFormatIsSpoken() {
    TargetState state = state(good(target(Optional.empty())));

    assertThat(exposition.contentType("")).startsWith("text/plain; version=0.0.4");
    assertThat(exposition.contentType("application/openmetrics-text; version=1.0.0"))
        .startsWith("application/openmetrics-text");
    assertThat(text(state, false, "application/openmetrics-text; version=1.0.0"))
        .endsWith("# EOF\n")
        .contains("# TYPE probe_tls_version info\n");
    assertThat(text(state, false, "")).contains("# TYPE probe_tls_version_info gauge\n");
  }

  private ReportDraft good(Target target) {
    return ReportDraft.of(target, START).handshake().chain(leaf.chain(), Map.of());
  }

  private static ReportDraft refused(Target target, Instant time) {
    return ReportDraft.of(target, time)
        .outcome(new Outcome.ResolveFailed(Outcome.ResolveFault.NOT_FOUND, "NXDOMAIN"))
        .fails(Reason.DNS_NOT_FOUND, Phase.RESOLVE, "there is no such name");
  }

  private static TargetState state(ReportDraft draft) {
    ReportStore store = new ReportStore(() -> START);
    store.report(draft.report(), TargetStatus.CLOSED);
    return store.targets().getFirst();
  }

  private List<Sample> samples(TargetState state, boolean skipped) {
    return Sample.parse(text(state, skipped, ""));
  }

  private String text(TargetState state, boolean skipped, String accept) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      exposition.write(state, skipped, accept, out);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<Sample> named(List<Sample> samples, String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).toList();
  }

  private static Sample only(List<Sample> samples, String name) {
    assertThat(named(samples, name)).as(name).hasSize(1);
    return named(samples, name).getFirst();
  }

  private static Target target(Optional<HttpCheck> http) {
    ProbeModule module = http.map(ProbeModule.DEFAULT::withHttp).orElse(ProbeModule.DEFAULT);
    return new Target(
        "crm",
        Endpoint.parse("crm.example.com:443"),
        "crm.example.com",
        "crm.example.com",
        module,
        new TreeMap<>(Map.of("team", "ivr")));
  }
}
