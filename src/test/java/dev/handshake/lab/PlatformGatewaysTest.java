package dev.handshake.lab;

import static dev.handshake.lab.PlatformCaller.basic;
import static dev.handshake.lab.PlatformCaller.json;
import static dev.handshake.lab.PlatformCaller.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.Program;
import dev.handshake.RequiresProgram;
import dev.handshake.credential.Identity;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The customer's gateways, by who gets through to them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformGatewaysTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TurnedClock clock = new TurnedClock();
  private final Platform platform = Platform.start(clock);

  @AfterAll
  void stop() {
    platform.close();
  }

  @ParameterizedTest
  @CsvSource({
    "gateway-ready,current", "gateway-ready,upcoming", "gateway-old-root,current",
    "gateway-regional,regional", "gateway-ready,probe", "gateway-old-root,probe",
    "gateway-regional,probe"
  })
  void aGatewayAnswersWhomItTrusts(String gateway, String shown) throws Exception {
    assertThat(health(gateway, held(shown)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "gateway-old-root,upcoming", "gateway-old-root,regional", "gateway-regional,current",
    "gateway-regional,upcoming", "gateway-ready,regional", "gateway-ready,stranger"
  })
  void aGatewayRefusesWhomItDoesNotTrust(String gateway, String shown) {
    assertThatThrownBy(() -> health(gateway, held(shown))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway-ready", "gateway-old-root", "gateway-regional"})
  void aGatewayRefusesWhoShowsNothing(String gateway) {
    assertThatThrownBy(
            () -> {
              try (PlatformCaller nobody = new PlatformCaller(platform)) {
                nobody.send(request(url(gateway)));
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  @RequiresProgram("openssl")
  void aGatewayNamesTheAuthoritiesThatItTrusts() {
    String command =
        "openssl s_client -connect "
            + platform.gateways().named(PlatformGateway.OLD_ROOT).endpoint()
            + " </dev/null";
    String said = Program.run(PATIENCE, List.of("sh", "-c", command));
    String names = said.substring(said.indexOf("Acceptable client certificate CA names"));
    assertThat(names).contains("Lab Assured ID Root G2").doesNotContain("Lab Client Root G5");
  }

  @Test
  void theTrustStoreOfAGatewayIsWhatItTrusts() {
    assertThat(platform.gateways().named(PlatformGateway.OLD_ROOT).trust().anchors())
        .containsExactlyInAnyOrder(platform.pki().publicRoot(), platform.pki().probeRoot());
    assertThat(platform.gateways().named(PlatformGateway.READY).trust().anchors())
        .contains(platform.pki().publicRoot(), platform.pki().nextRoot());
  }

  @Test
  void oneGatewayWantsATokenOfTheCustomersOwn() throws Exception {
    try (PlatformCaller caller = new PlatformCaller(platform, held("probe"))) {
      HttpRequest.Builder without = request(url(PlatformGateway.TOKEN));
      assertThat(caller.send(without).statusCode()).isEqualTo(401);
      HttpRequest.Builder wrong =
          request(url(PlatformGateway.TOKEN)).header("Authorization", "Bearer wrong");
      assertThat(caller.send(wrong).statusCode()).isEqualTo(401);
      HttpRequest.Builder with =
          request(url(PlatformGateway.TOKEN)).header("Authorization", "Bearer " + token(caller));
      assertThat(caller.send(with).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aFaultOfAGatewayIsItsOwn() throws Exception {
    PlatformGateway ready = platform.gateways().named(PlatformGateway.READY);
    ready.faults().at(PlatformGateway.HEALTH, PlatformFault.status(504), 1);
    assertThat(health(PlatformGateway.OLD_ROOT, held("probe")).statusCode()).isEqualTo(200);
    assertThat(health(PlatformGateway.READY, held("probe")).statusCode()).isEqualTo(504);
    assertThat(health(PlatformGateway.READY, held("probe")).statusCode()).isEqualTo(200);
  }

  private String token(PlatformCaller caller) throws Exception {
    HttpResponse<String> answer =
        caller.send(
            request(platform.gateways().oauth().tokenUrl().toString())
                .header(
                    "Authorization", basic(PlatformGateways.CLIENT, platform.gateways().secret()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials")));
    return json(answer).path("access_token").asText();
  }

  private HttpResponse<String> health(String gateway, Identity.Usable shown) throws Exception {
    try (PlatformCaller caller = new PlatformCaller(platform, shown)) {
      return caller.send(request(url(gateway)));
    }
  }

  private String url(String gateway) {
    return platform.gateways().named(gateway).url() + PlatformGateway.HEALTH;
  }

  private Identity.Usable held(String which) {
    return switch (which) {
      case "current" -> platform.pki().current().identity(which);
      case "upcoming" -> platform.pki().upcoming().identity(which);
      case "regional" -> platform.pki().regional().identity(which);
      case "probe" -> platform.pki().identity();
      default -> HeldCertificate.named("stranger", clock.instant()).mint().identity(which);
    };
  }
}
