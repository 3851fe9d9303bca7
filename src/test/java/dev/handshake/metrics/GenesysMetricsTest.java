package dev.handshake.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Sample;
import dev.handshake.genesys.GenesysState;
import dev.handshake.genesys.IdentityProvider;
import dev.handshake.genesys.Inventory;
import dev.handshake.genesys.Platform;
import dev.handshake.genesys.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GenesysMetricsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:00:00Z");
  private static final Map<String, String> ACME =
      Map.of("organization", "acme", "region", "eu-west-1");

  private final Platform platform = new Platform(NOW);
  private final AtomicReference<GenesysState> state = new AtomicReference<>(platform.state());
  private final Scrape scrape = new Scrape();

  @BeforeEach
  void register() {
    scrape.registry.register(new GenesysMetrics(state::get));
  }

  @Test
  void everyRowOfThePageIsThereOnceEverythingIsKnown() {
    Set<String> seen = samples().stream().map(Sample::name).collect(Collectors.toSet());
    assertThat(seen)
        .containsAll(GenesysMetrics.ALL.stream().map(Metric::name).collect(Collectors.toSet()));
  }

  @Test
  void eachSeriesBearsTheLabelsThatThePagePromises() {
    for (Sample sample : samples()) {
      GenesysMetrics.ALL.stream()
          .filter(metric -> metric.name().equals(sample.name()))
          .forEach(metric ->
              assertThat(sample.labels().keySet())
                  .as(sample.name())
                  .containsExactlyInAnyOrderElementsOf(metric.labels()));
    }
  }

  @Test
  void ofTwoCertificatesWithTheSameLabelsTheOneThatEndsFirstCounts() {
    Standing late = platform.standing("DigiCert", "Current", NOW.plus(Duration.ofDays(300)));
    Standing early = platform.standing("DigiCert", "Current", NOW.plus(Duration.ofDays(30)));
    state.set(
        platform.with(new Inventory(List.of(late, early), Map.of(), java.util.Optional.empty())));

    assertThat(values("genesys_client_certificate_not_after_timestamp_seconds"))
        .containsExactly((double) NOW.plus(Duration.ofDays(30)).getEpochSecond());
    assertThat(values("genesys_client_certificate_info")).hasSize(2);
  }

  @Test
  void twoProvidersWithOneIdSpoilNoScrape() {
    IdentityProvider one = new IdentityProvider("okta", "Okta", false, List.of(), true);
    state.set(platform.with(List.of(one, one)));

    assertThat(values("genesys_identity_provider_info")).containsExactly(1.0);
    assertThat(values("genesys_source_up")).isNotEmpty();
  }

  @Test
  void hostileNamesAreEscapedAndCut() {
    String hostile = "evil\u202e\n" + "x".repeat(1_000);
    state.set(platform.with(List.of(new IdentityProvider("id", hostile, false, List.of(), false))));

    assertThat(samples().stream().filter(it -> it.name().equals("genesys_identity_provider_info")))
        .singleElement()
        .satisfies(
            it -> assertThat(it.label("name")).startsWith("evil\\u202e\\u000a").hasSize(256));
  }

  @Test
  void aSourceThatWasNeverAskedIsNeitherUpNorDown() {
    state.set(platform.unasked());

    assertThat(scrape.text("")).doesNotContain("genesys_source");
  }

  private List<Double> values(String name) {
    return samples().stream()
        .filter(sample -> sample.name().equals(name) && sample.has(ACME))
        .map(Sample::value)
        .toList();
  }

  private List<Sample> samples() {
    return Sample.parse(scrape.text(""));
  }
}
