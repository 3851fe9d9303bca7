package dev.handshake.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Sample;
import dev.handshake.genesys.ActionTestResult;
import dev.handshake.genesys.ActionTestResult.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The results of data actions that the platform ran, as Prometheus reads them. */
class ActionTestMetricsTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_900_000_000);

  private final AtomicReference<List<ActionTestResult>> results = new AtomicReference<>(List.of());
  private final Scrape scrape = new Scrape();

  @BeforeEach
  void register() {
    scrape.registry.register(new ActionTestMetrics(results::get));
  }

  private static ActionTestResult result(String action, Optional<Failure> failure) {
    return new ActionTestResult(
        "acme", "eu-west-1", action, TIME, Duration.ofMillis(1_250), failure);
  }

  @Test
  void whatWasNeverRunHasNoSeries() {
    assertThat(scrape.text("")).doesNotContain("genesys_");
  }

  @Test
  void aResultHasAllSeriesWithTheirLabels() {
    Failure failure = new Failure("Execute", "bad.gateway");
    results.set(List.of(result("fine", Optional.empty()), result("broken", Optional.of(failure))));
    assertThat(value("genesys_action_test_success", "fine")).isEqualTo(1);
    assertThat(value("genesys_action_test_success", "broken")).isZero();
    assertThat(value("genesys_action_test_duration_seconds", "fine")).isEqualTo(1.25);
    assertThat(value("genesys_action_test_last_timestamp_seconds", "fine")).isEqualTo(1.9e9);
    assertThat(samples().stream().map(Sample::name).collect(Collectors.toSet()))
        .isEqualTo(ActionTestMetrics.ALL.stream().map(Metric::name).collect(Collectors.toSet()));
    assertThat(samples())
        .filteredOn(sample -> sample.name().equals("genesys_action_test_failure_info"))
        .singleElement()
        .satisfies(sample ->
            assertThat(sample.labels())
                .containsEntry("organization", "acme")
                .containsEntry("region", "eu-west-1")
                .containsEntry("action", "broken")
                .containsEntry("step", "Execute")
                .containsEntry("code", "bad.gateway"));
  }

  private double value(String name, String action) {
    return samples().stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> action.equals(sample.labels().get("action")))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private List<Sample> samples() {
    return Sample.parse(scrape.text("")).stream()
        .filter(sample -> sample.name().startsWith("genesys_"))
        .toList();
  }
}
