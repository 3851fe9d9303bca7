package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.Eventually;
import dev.handshake.RequiresProgram;
import dev.handshake.Surface;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.lab.LabPki;
import dev.handshake.lab.Scenario;
import dev.handshake.lab.Scenarios;
import dev.handshake.lab.Street;
import dev.handshake.target.Endpoint;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From a broken server to the page and from the mended one to its resolution, by the shipped rules
 * and routes.
 */
@RequiresProgram({"prometheus", "prometheus-alertmanager"})
class PagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Scenario FINE = Scenarios.named("fine-tls13");
  private static final Scenario BROKEN = Scenarios.named("wrong-name");
  private static final Scenario LAST_WEEK = Scenarios.named("ends-soon");

  @TempDir Path directory;

  /** In which form Prometheus keeps histograms. */
  enum Kind {
    CLASSIC,
    NATIVE_HISTOGRAMS;

    String[] options() {
      return switch (this) {
        case CLASSIC -> new String[0];
        case NATIVE_HISTOGRAMS -> new String[] {"--enable-feature=native-histograms"};
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  @Execution(CONCURRENT)
  void aBrokenServerIsPagedOnceAndItsMendingToo(Kind kind) throws IOException {
    try (Street street =
            Street.start(LabPki.mint(Instant.now()), List.of(FINE, BROKEN, LAST_WEEK));
        SwitchedPort port = SwitchedPort.open(port(street, FINE));
        Agent agent = Agent.start(plan(street, port), Clock.systemUTC());
        Paging pager = Paging.start(directory, agent.port(), kind.options())) {
      Eventually.holds(
          PATIENCE,
          () ->
              assertThat(pager.prometheus().query("tls_probe_success{target='crm'} == 1"))
                  .hasSize(1));
      expiryIsPaged(pager, agent);

      port.leadTo(port(street, BROKEN));
      Eventually.holds(
          PATIENCE, () -> assertThat(pager.messages("firing", about("crm"))).isNotEmpty());
      JsonNode page = pager.messages("firing", about("crm")).getFirst();
      JsonNode alert = page.at("/alerts/0");
      assertThat(alert.at("/labels/reason").asText()).isEqualTo("certificate_name_mismatch");
      assertThat(alert.at("/labels/party").asText()).isEqualTo("server");
      assertThat(alert.at("/labels/severity").asText()).isEqualTo("critical");
      assertThat(alert.at("/annotations/summary").asText()).contains("crm");
      assertThat(alert.at("/annotations/description").asText())
          .contains("certificate_name_mismatch", "Remedy: ");
      assertRunbook(alert, agent);

      port.leadTo(port(street, FINE));
      Eventually.holds(
          PATIENCE, () -> assertThat(pager.messages("resolved", about("crm"))).isNotEmpty());
      assertThat(pager.causes(about("crm"))).as("one cause, one page").hasSize(1);
      assertThat(pager.messages("firing", about("crm"))).as("told once").hasSize(1);
    }
  }

  private static void expiryIsPaged(Paging pager, Agent agent) {
    Eventually.holds(
        PATIENCE, () -> assertThat(pager.messages("firing", about("last-week"))).isNotEmpty());
    JsonNode alert = pager.messages("firing", about("last-week")).getFirst().at("/alerts/0");
    assertThat(alert.at("/labels/alertname").asText()).isEqualTo("TlsCertificateExpiresVerySoon");
    assertThat(alert.at("/labels/severity").asText()).isEqualTo("critical");
    assertThat(alert.at("/annotations/description").asText()).contains("last-week", "Remedy: ");
    assertRunbook(alert, agent);
    assertThat(pager.causes(about("last-week"))).as("one cause, one page").hasSize(1);
  }

  /** The link of the page leads to a page of the agent's own. */
  private static void assertRunbook(JsonNode alert, Agent agent) {
    URI runbook = URI.create(alert.at("/annotations/runbook_url").asText());
    assertThat(runbook.getPort()).isEqualTo(agent.port());
    assertThat(new Surface(agent.port()).get(runbook.getPath()).statusCode())
        .as(runbook.toString())
        .isEqualTo(200);
  }

  private static Plan plan(Street street, SwitchedPort port) {
    Target fine = street.house(FINE.name()).target();
    Target crm =
        new Target(
            "crm",
            new Endpoint(Street.ADDRESS, port.number()),
            fine.serverName(),
            fine.verifyName(),
            fine.module(),
            fine.labels());
    Target lastWeek = Paces.named(street.house(LAST_WEEK.name()).target(), "last-week");
    Plan lab = street.plan(new WebSettings(Street.ADDRESS, 0));
    return new Plan(
        Stream.of(crm, lastWeek).map(target -> Paces.every(Duration.ofSeconds(1), target)).toList(),
        lab.dns(),
        new BreakerSettings(
            2, Duration.ofSeconds(60), Duration.ofSeconds(2), Duration.ofSeconds(4)),
        lab.schedule(),
        lab.web(),
        lab.identities(),
        lab.trust());
  }

  private static Predicate<JsonNode> about(String target) {
    return Paging.labelled("target", target);
  }

  private static int port(Street street, Scenario scenario) {
    return street.house(scenario.name()).target().endpoint().port();
  }
}
