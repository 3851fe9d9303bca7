package dev.handshake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.Eventually;
import dev.handshake.agent.Agent;
import dev.handshake.agent.Plan;
import dev.handshake.reason.Reason;
import dev.handshake.report.TargetState;
import dev.handshake.target.Target;
import dev.handshake.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A real agent that watches the stand-in and the customer's gateways. */
class PlatformWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void everyHostAndGatewayIsAsItShouldBe() {
    Instant now = Instant.now();
    try (Street street = Street.start(LabPki.mint(now), List.of());
        Platform platform = Platform.start(Clock.systemUTC())) {
      Plan plan = PlatformWatch.added(street.plan(new WebSettings(Street.ADDRESS, 0)), platform);
      Map<String, String> expected = new TreeMap<>();
      plan.targets().forEach(target -> expected.put(target.name(), "success"));
      assertThat(expected)
          .containsKeys("genesys-lab-api", "gateway-ready", "gateway-token-refuses-no-token");
      try (Agent agent = Agent.start(plan, Clock.systemUTC())) {
        Eventually.holds(PATIENCE, () -> assertThat(found(agent, plan)).isEqualTo(expected));
      }
    }
  }

  private static Map<String, String> found(Agent agent, Plan plan) {
    Map<String, String> found = new TreeMap<>();
    for (Target target : plan.targets()) {
      agent
          .store()
          .target(target.name())
          .flatMap(TargetState::last)
          .ifPresent(last ->
              found.put(
                  target.name(), last.diagnosis().reason().map(Reason::word).orElse("success")));
    }
    return found;
  }
}
