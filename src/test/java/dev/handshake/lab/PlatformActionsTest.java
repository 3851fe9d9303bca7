package dev.handshake.lab;

import static dev.handshake.lab.PlatformCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handshake.lab.PlatformCertificates.State;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in's data actions, and that their test is a real handshake with a gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformActionsTest {
  private final TurnedClock clock = new TurnedClock();
  private final Platform platform = Platform.start(clock);
  private final PlatformCaller caller = new PlatformCaller(platform);
  private String token = "";

  @BeforeEach
  void logIn() throws Exception {
    token = caller.token();
    platform.certificates().state(State.STEADY);
    platform
        .certificates()
        .trust(List.of(platform.pki().publicRoot(), platform.pki().gatewayRoot()));
  }

  @AfterAll
  void stop() {
    caller.close();
    platform.close();
  }

  @Test
  void theConfigurationComesWhereItIsAskedForAlone() throws Exception {
    assertThat(caller.json(token, PlatformActions.PATH).path("entities"))
        .isNotEmpty()
        .noneMatch(action -> action.has("config"));
    assertThat(caller.json(token, PlatformActions.PATH + "?includeConfig=true").path("entities"))
        .allSatisfy(action ->
            assertThat(action.at("/config/request/requestUrlTemplate").asText())
                .startsWith("http"));
  }

  @Test
  void theGatewaysAreAmongTheHosts() throws Exception {
    List<String> urls =
        caller
            .json(token, PlatformActions.PATH + "?includeConfig=true&pageSize=100")
            .findValuesAsText("requestUrlTemplate");
    for (PlatformGateway gateway : platform.gateways().all()) {
      assertThat(urls).contains(gateway.url() + PlatformGateway.HEALTH);
    }
    assertThat(urls)
        .anyMatch(url -> url.startsWith("https://${"))
        .anyMatch(url -> URI.create(url.replaceAll("[{}$!]", "")).getScheme().equals("http"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway-ready", "gateway-old-root", "gateway-regional"})
  void aTestOfAnActionDoesTheHandshake(String gateway) throws Exception {
    platform.counts().clear();
    JsonNode result = test(gateway);
    assertThat(result.path("success").asBoolean()).isTrue();
    assertThat(result.path("operations"))
        .hasSize(3)
        .allMatch(step -> step.path("success").asBoolean());
    assertThat(platform.counts().all())
        .filteredOn(asked -> asked.host().equals(gateway))
        .hasSize(1);
  }

  @Test
  void afterTheRotationTheGatewayWithoutTheNewRootIsLost() throws Exception {
    platform.certificates().state(State.CURRENT);
    assertThat(test(PlatformGateway.READY).path("success").asBoolean()).isTrue();
    JsonNode lost = test(PlatformGateway.OLD_ROOT);
    assertThat(lost.path("success").asBoolean()).isFalse();
    assertThat(lost.at("/error/details/0/errorCode").asText()).isEqualTo("ACTION.AUTHENTICATION");
    assertThat(lost.path("operations"))
        .filteredOn(step -> !step.path("success").asBoolean())
        .singleElement()
        .satisfies(step -> assertThat(step.path("error").path("contextId").asText()).isNotEmpty());
  }

  @Test
  void aGatewayWhoseRootThePlatformDoesNotTrustIsNotCalled() throws Exception {
    platform.certificates().trust(List.of(platform.pki().publicRoot()));
    platform.counts().clear();
    assertThat(test(PlatformGateway.READY).path("success").asBoolean()).isFalse();
    assertThat(platform.counts().under(PlatformGateway.HEALTH)).isZero();
  }

  @Test
  void aGatewayThatWantsATokenAnswers401() throws Exception {
    assertThat(test(PlatformGateway.TOKEN).at("/error/status").asInt()).isEqualTo(401);
  }

  @Test
  void aGatewayThatIsTooSlowIsGivenUp() throws Exception {
    PlatformGateway ready = platform.gateways().named(PlatformGateway.READY);
    platform
        .actions()
        .action(
            new PlatformActions.Action(
                PlatformActions.id("hasty"),
                "Hasty",
                PlatformIntegrations.PUBLIC,
                ready.url() + PlatformGateway.HEALTH,
                "GET",
                OptionalInt.of(1)));
    ready.faults().at("/", new PlatformFault.Delay(Duration.ofHours(1)));
    JsonNode result = test("hasty");
    ready.faults().clear();
    platform.actions().remove(PlatformActions.id("hasty"));
    assertThat(result.at("/error/status").asInt()).isEqualTo(504);
  }

  @Test
  void whatIsNoActionIsNotFound() throws Exception {
    assertThat(caller.post(token, path("nothing"), "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void theTestHasAPermissionOfItsOwn() throws Exception {
    platform.tokens().withdraw("integrations:action:execute");
    int status = caller.post(token, path(PlatformGateway.READY), "{}").statusCode();
    platform.tokens().restore("integrations:action:execute");
    assertThat(status).isEqualTo(403);
  }

  private JsonNode test(String name) throws Exception {
    return json(caller.post(token, path(name), "{}"));
  }

  private static String path(String name) {
    return PlatformActions.PATH + "/" + PlatformActions.id(name) + "/test";
  }
}
