package dev.handshake.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Sample;
import dev.handshake.breaker.BreakerState;
import dev.handshake.genesys.ApiListener;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.RateLimit;
import dev.handshake.genesys.Region;
import dev.handshake.target.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GenesysApiMetricsTest {
  private static final Map<String, String> ACME =
      Map.of("organization", "acme", "region", "eu-west-1");

  private final Scrape scrape = new Scrape();
  private final GenesysApiMetrics metrics = GenesysApiMetrics.register(scrape.registry);

  @Test
  void everyRowOfThePageIsThereWithItsLabelsOnceAllWasHeard() {
    hear(metrics.of(organization("acme")));
    List<Sample> samples = samples();
    for (Metric metric : GenesysApiMetrics.ALL) {
      String name =
          metric.kind() == Metric.Kind.HISTOGRAM ? metric.name() + "_bucket" : metric.name();
      assertThat(samples.stream().filter(sample -> sample.name().equals(name)).toList())
          .as(name)
          .isNotEmpty()
          .allSatisfy(sample ->
              assertThat(sample.labels().keySet())
                  .containsExactlyInAnyOrderElementsOf(metric.labels()));
    }
  }

  @Test
  void requestsAreCountedBySourceAndCode() {
    ApiListener listener = metrics.of(organization("acme"));
    listener.requested("actions", "200", Duration.ofMillis(30));
    listener.requested("actions", "200", Duration.ofMillis(40));
    listener.requested("token", "untrusted", Duration.ZERO);
    assertThat(value("genesys_api_requests_total", Map.of("source", "actions", "code", "200")))
        .isEqualTo(2);
    assertThat(value("genesys_api_requests_total", Map.of("source", "token", "code", "untrusted")))
        .isEqualTo(1);
    assertThat(
            value(
                "genesys_api_request_duration_seconds_sum",
                Map.of("source", "actions", "code", "200")))
        .isEqualTo(0.07);
  }

  @Test
  void statusesThatNoApiNeedsMakeNoSeriesOfTheirOwn() {
    ApiListener listener = metrics.of(organization("acme"));
    for (int status = 100; status < 1000; status++) {
      listener.requested("actions", Integer.toString(status), Duration.ZERO);
    }
    listener.requested("actions", "100", Duration.ZERO);

    assertThat(samples().stream().filter(it -> it.name().equals("genesys_api_requests_total")))
        .hasSize(GenesysApiMetrics.MOST_CODES + 1);
    assertThat(value("genesys_api_requests_total", Map.of("source", "actions", "code", "100")))
        .isEqualTo(2);
    assertThat(value("genesys_api_requests_total", Map.of("source", "actions", "code", "other")))
        .isEqualTo(900 - GenesysApiMetrics.MOST_CODES);
  }

  @Test
  void theBreakerIsInOneStateAtATime() {
    ApiListener listener = metrics.of(organization("acme"));
    listener.breaker(BreakerState.CLOSED);
    listener.breaker(BreakerState.OPEN);
    Map<String, Double> states =
        samples().stream()
            .filter(sample -> sample.name().equals("genesys_api_breaker_state"))
            .collect(Collectors.toMap(sample -> sample.label("state"), Sample::value));
    assertThat(states).isEqualTo(Map.of("closed", 0.0, "open", 1.0, "half_open", 0.0));
  }

  @Test
  void whatAnAnswerDoesNotSayKeepsItsValue() {
    ApiListener listener = metrics.of(organization("acme"));
    listener.limited(new RateLimit(OptionalInt.of(300), OptionalInt.of(7), OptionalInt.empty()));
    listener.limited(new RateLimit(OptionalInt.empty(), OptionalInt.of(8), OptionalInt.empty()));
    assertThat(value("genesys_api_rate_limit_allowed", Map.of())).isEqualTo(300);
    assertThat(value("genesys_api_rate_limit_used", Map.of())).isEqualTo(8);
    assertThat(samples()).noneMatch(it -> it.name().equals("genesys_api_rate_limit_reset_seconds"));
  }

  @Test
  void aRemovedOrganizationLeavesNothing() {
    hear(metrics.of(organization("acme")));
    hear(metrics.of(organization("other")));
    metrics.removed("acme");
    assertThat(samples())
        .filteredOn(sample -> sample.name().startsWith("genesys_api"))
        .isNotEmpty()
        .allSatisfy(sample -> assertThat(sample.label("organization")).isEqualTo("other"));
  }

  private static void hear(ApiListener listener) {
    listener.requested("actions", "200", Duration.ofMillis(30));
    listener.limited(new RateLimit(OptionalInt.of(300), OptionalInt.of(7), OptionalInt.of(61)));
    listener.breaker(BreakerState.CLOSED);
    listener.tokenExpires(Instant.ofEpochSecond(1_800_000_000));
  }

  private double value(String name, Map<String, String> labels) {
    return samples().stream()
        .filter(sample -> sample.name().equals(name) && sample.has(ACME) && sample.has(labels))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private List<Sample> samples() {
    return Sample.parse(scrape.text(""));
  }

  private static OrganizationSettings organization(String name) {
    return new OrganizationSettings(
        name,
        new Region(
            "eu-west-1",
            "EMEA (Dublin)",
            URI.create("https://login.mypurecloud.ie"),
            URI.create("https://api.mypurecloud.ie"),
            URI.create("https://apps.mypurecloud.ie"),
            Optional.empty()),
        "me",
        new Secret.Given("s3cret"),
        "system",
        Optional.empty());
  }
}
