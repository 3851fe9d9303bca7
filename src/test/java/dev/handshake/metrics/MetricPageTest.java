package dev.handshake.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.lab.HeldCertificate;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.report.ReportDraft;
import dev.handshake.report.TargetState;
import dev.handshake.report.TargetStatus;
import dev.handshake.target.Endpoint;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The reference of all metrics says what the code declares. With the system property {@code
 * metrics.write} it is written instead.
 */
class MetricPageTest {
  private static final Path PAGE = Path.of("docs", "metrics.md");
  private static final Target CRM =
      Target.of("crm", Endpoint.parse("crm.example.com:443"), ProbeModule.DEFAULT);

  private final Scrape scrape = new Scrape();

  @Test
  void thePageIsWhatTheCodeMakesOfIt() throws IOException {
    if (Boolean.getBoolean("metrics.write")) {
      Files.writeString(PAGE, MetricPage.text());
    }
    assertThat(PAGE)
        .as("made anew by: mvn -q test -Dtest=MetricPageTest -Dmetrics.write=true")
        .hasContent(MetricPage.text());
  }

  @Test
  void eachNameOfOursIsOnThePageOnce() throws IllegalAccessException {
    Set<String> named = new HashSet<>();
    for (var field : MetricNames.class.getFields()) {
      if (field.getType() == String.class) {
        named.add((String) field.get(null));
      }
    }
    assertThat(MetricPage.all())
        .extracting(Metric::name)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(named);
    assertThat(PageRow.all())
        .hasSize(named.size() + JvmMetrics.ALL.size() + BlackboxFamilies.ALL.size());
  }

  @Test
  void eachLabelOfATargetSeriesIsReserved() {
    assertThat(MetricPage.targets())
        .allSatisfy(metric ->
            assertThat(metric.labels())
                .as(metric.name())
                .allMatch(it -> !MetricNames.mayBeOwn(it)));
  }

  @Test
  void aFamilyCannotEmitALabelThatItDoesNotDeclare() {
    Family family =
        Family.gauge("tls_x", List.of("one"), "X.", "never", (_, sink) -> sink.add(1, "a", "b"));
    scrape.store.added(CRM);
    List<Row> rows = List.of(Row.of(scrape.store.target("crm").orElseThrow()));

    assertThatThrownBy(() -> family.snapshot(rows)).hasMessageContaining("expected: [one]");
  }

  @Test
  void aTargetThatWasNeverProbedHasTheFewestSeries() {
    scrape.store.added(CRM);

    assertThat(samples()).isEqualTo(Cardinality.least());
    assertThat(Cardinality.of(state())).isEqualTo(Cardinality.least());
  }

  @Test
  void aHistogramHasAsManySeriesAsThePageSays() {
    scrape.hear(ReportDraft.of(CRM, Instant.EPOCH).handshake().report(), TargetStatus.CLOSED);

    assertThat(samples()).isEqualTo(Cardinality.of(state()) + Cardinality.HISTOGRAM);
  }

  @Test
  void aHealthyTargetHasAsManySeriesAsTheFormulaSays() {
    HeldCertificate leaf = HeldCertificate.named("crm", Instant.EPOCH).mint();
    for (int sent = 1; sent <= 3; sent++) {
      List<X509Certificate> chain = Collections.nCopies(sent, leaf.certificate());
      Map<Check, Boolean> checks = Map.of(Check.TRUST, true, Check.NAME, true);
      scrape.hear(
          ReportDraft.of(CRM, Instant.EPOCH)
              .handshake()
              .chain(chain, checks)
              .acceptance(Acceptance.CONFIRMED)
              .report(),
          TargetStatus.CLOSED);

      int phases = state().last().orElseThrow().timings().phases().size();
      assertThat(samples()).isEqualTo(Cardinality.healthy() + phases + checks.size() + 3L * sent);
    }
  }

  @Test
  void theAgentAndTheProcessHaveAsManySeriesAsThePageSays() {
    AgentMetrics agent = AgentMetrics.register(scrape.registry, "1", "2");
    agent.watch(() -> 1, () -> 0);
    agent.watchSources(
        health -> health.accept("configuration", 1),
        ages -> ages.accept("target_files[0]", Instant.EPOCH));
    agent.watchLate(() -> 3);
    agent.watchDropped(() -> 2);
    agent.started("one", Duration.ofMillis(3));
    assertThat(samples()).isEqualTo(MetricPage.AGENT_SERIES);
  }

  @Test
  void theTypicalNumberLiesBetweenTheBounds() {
    assertThat(Cardinality.typical()).isBetween(Cardinality.least(), Cardinality.most());
    assertThat(Cardinality.PARTS)
        .allSatisfy(part -> assertThat(part.typical()).isBetween(0, part.most()));
  }

  @Test
  void theReadmeLeadsToThePage() throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("(docs/metrics.md)");
  }

  private TargetState state() {
    return scrape.store.target("crm").orElseThrow();
  }

  private long samples() {
    return scrape.text("").lines().filter(line -> !line.startsWith("#")).count();
  }
}
