package dev.handshake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.Sample;
import dev.handshake.Surface;
import dev.handshake.address.Allowance;
import dev.handshake.breaker.BreakerSettings;
import dev.handshake.genesys.GenesysSettings;
import dev.handshake.genesys.OrganizationSettings;
import dev.handshake.genesys.Source;
import dev.handshake.lab.Platform;
import dev.handshake.lab.PlatformPki;
import dev.handshake.probe.DnsSettings;
import dev.handshake.report.TargetState;
import dev.handshake.schedule.ScheduleSettings;
import dev.handshake.target.ProbeModule;
import dev.handshake.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Organizations come and go while the agent runs. */
class ReappliedPlatformTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String UP = "genesys_source_up";

  private final Platform platform = Platform.start(Clock.systemUTC());
  private Optional<Agent> agent = Optional.empty();

  @AfterEach
  void close() {
    agent.ifPresent(Agent::close);
    platform.close();
  }

  @Test
  void anOrganizationThatComesIsAskedAboutAndOneThatGoesLeavesNothing() {
    Agent running = start(plan(Set.of(Source.IP_RANGES)));
    Surface surface = new Surface(running.port());
    assertThat(ofPlatform(surface)).isEmpty();

    AppliedPlanTest.applied(running, plan(Set.of(Source.IP_RANGES), "acme"));
    up(surface, "acme");
    int tokens = platform.counts().under("/oauth");

    AppliedPlanTest.applied(running, plan(Set.of(Source.IP_RANGES), "acme", "globex"));
    up(surface, "globex");
    assertThat(platform.counts().under("/oauth"))
        .as("one token for the new one, none for the one that stays")
        .isEqualTo(tokens + 1);

    AppliedPlanTest.applied(running, plan(Set.of(Source.IP_RANGES), "globex"));
    Eventually.holds(
        PATIENCE,
        () -> assertThat(platform.counts().of("DELETE", "/api/v2/tokens/me")).isEqualTo(1));
    assertThat(organizations(surface)).containsExactly("globex");

    AppliedPlanTest.applied(running, plan(Set.of(Source.IP_RANGES)));
    assertThat(ofPlatform(surface)).isEmpty();
  }

  @Test
  void whatWasDiscoveredStaysWhileAnOrganizationIsAskedAnew() {
    Agent running = start(plan(Set.of(Source.ACTIONS), "acme"));
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(running.store().targets())
                .isNotEmpty()
                .allMatch(state -> state.last().isPresent()));
    Set<String> names = names(running);
    TargetState one = running.store().targets().getFirst();

    AppliedPlanTest.applied(running, plan(Set.of(Source.ACTIONS, Source.IP_RANGES), "acme"));

    assertThat(names(running)).isEqualTo(names);
    TargetState same = running.store().target(one.target().key()).orElseThrow();
    assertThat(same.history().probes()).containsAll(one.history().probes());
    up(new Surface(running.port()), "acme");
  }

  private static Set<String> names(Agent agent) {
    return agent.store().targets().stream()
        .map(state -> state.target().name())
        .collect(Collectors.toSet());
  }

  private static void up(Surface surface, String organization) {
    Eventually.holds(
        PATIENCE,
        () ->
            assertThat(
                    surface.value(UP, Map.of("organization", organization, "source", "ip_ranges")))
                .isEqualTo(1));
  }

  private static List<Sample> ofPlatform(Surface surface) {
    return surface.scrape().stream()
        .filter(sample -> sample.name().startsWith("genesys_"))
        .toList();
  }

  private static Set<String> organizations(Surface surface) {
    return ofPlatform(surface).stream()
        .map(sample -> sample.label("organization"))
        .collect(Collectors.toSet());
  }

  private Agent start(Plan plan) {
    Agent started = Agent.start(plan, Clock.systemUTC());
    agent = Optional.of(started);
    return started;
  }

  private Plan plan(Set<Source> sources, String... organizations) {
    ProbeModule module = ProbeModule.DEFAULT.withTrust(PlatformPki.TRUST);
    List<OrganizationSettings> all =
        List.of(organizations).stream().map(platform::organization).toList();
    return new Plan(
            List.of(),
            DnsSettings.DEFAULT,
            BreakerSettings.DEFAULT,
            ScheduleSettings.DEFAULT,
            new WebSettings("127.0.0.1", 0),
            Map.of(),
            Map.of(PlatformPki.TRUST, platform.roots()))
        .withModules(Map.of("genesys_data_action", module.withName("genesys_data_action")))
        .withGenesys(
            GenesysSettings.NONE
                .withOrganizations(all)
                .withPollInterval(Duration.ofSeconds(1))
                .withSources(sources)
                .withDiscoveryAllow(List.of(Allowance.parse("127.0.0.0/8"))));
  }
}
