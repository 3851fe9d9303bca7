package dev.handshake.lab;

import static dev.handshake.lab.PlatformCaller.basic;
import static dev.handshake.lab.PlatformCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The stand-in's tokens, and what it says to those who come without a good one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformTokensTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String WHO = "/api/v2/tokens/me";

  private final TurnedClock clock = new TurnedClock();
  private final Platform platform = Platform.start(clock);
  private final PlatformCaller caller = new PlatformCaller(platform);

  @AfterAll
  void stop() {
    caller.close();
    platform.close();
  }

  @Test
  void aFormWithGoodCredentialsIsAnsweredWithAToken() throws Exception {
    int before = platform.tokens().granted();
    HttpResponse<String> answer = caller.grant(basic(Platform.CLIENT, platform.secret()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
    assertThat(json(answer).path("token_type").asText()).isEqualTo("bearer");
    assertThat(json(answer).path("expires_in").asInt()).isEqualTo(86_399);
    assertThat(platform.tokens().granted()).isEqualTo(before + 1);
  }

  @Test
  void anUnknownClientIsABadRequest() throws Exception {
    HttpResponse<String> answer = caller.grant(basic("nobody", platform.secret()));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("error").asText()).isEqualTo("invalid_client");
    assertThat(json(answer).path("description").asText()).isEqualTo("client not found");
    assertThat(json(answer).path("error_description").asText())
        .isEqualTo("client not found: invalid_client");
  }

  @Test
  void aWrongSecretIsUnauthorized() throws Exception {
    HttpResponse<String> answer = caller.grant(basic(Platform.CLIENT, "wrong"));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).path("error").asText()).isEqualTo("invalid_client");
    assertThat(json(answer).path("description").asText()).isEqualTo("authentication failed");
  }

  @Test
  void jsonIsRefused() throws Exception {
    HttpResponse<String> answer =
        caller.form(
            basic(Platform.CLIENT, platform.secret()),
            "application/json",
            "{\"grant_type\":\"client_credentials\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void credentialsInTheFormAreRefused() throws Exception {
    HttpResponse<String> answer =
        caller.form(
            "none",
            FORM,
            "grant_type=client_credentials&client_id="
                + Platform.CLIENT
                + "&client_secret="
                + platform.secret());
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void theTokenIsGoodAtTheApi() throws Exception {
    assertThat(caller.json(caller.token(), WHO).path("organization").path("id").asText())
        .isEqualTo(PlatformAccount.ID);
  }

  @Test
  void withoutATokenAuthenticationIsRequired() throws Exception {
    HttpResponse<String> answer = caller.send(caller.api(WHO));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).path("code").asText()).isEqualTo("authentication.required");
  }

  @Test
  void anUnknownTokenIsABadCredential() throws Exception {
    HttpResponse<String> answer = caller.get("unknown", WHO);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).path("code").asText()).isEqualTo("bad.credentials");
  }

  @Test
  void aTokenExpiresWhenItsTimeIsOver() throws Exception {
    platform.tokens().lasting(Duration.ofSeconds(90));
    String token = caller.token();
    platform.tokens().lasting(Duration.ofSeconds(86_399));
    clock.turn(Duration.ofSeconds(89));
    assertThat(caller.get(token, WHO).statusCode()).isEqualTo(200);
    clock.turn(Duration.ofSeconds(1));
    HttpResponse<String> late = caller.get(token, WHO);
    assertThat(late.statusCode()).isEqualTo(401);
    assertThat(json(late).path("code").asText()).isEqualTo("credentials.expired");
  }

  @Test
  void aRevokedTokenIsABadCredential() throws Exception {
    String token = caller.token();
    platform.tokens().revokeAll();
    assertThat(json(caller.get(token, WHO)).path("code").asText()).isEqualTo("bad.credentials");
  }

  @Test
  void loggingOutEndsTheToken() throws Exception {
    String token = caller.token();
    caller.send(caller.api(WHO).header("Authorization", "Bearer " + token).DELETE());
    assertThat(caller.get(token, WHO).statusCode()).isEqualTo(401);
  }

  @Test
  void aMissingPermissionIsNamed() throws Exception {
    platform.tokens().client("poor", "secret of the poor", Set.of());
    String token =
        json(caller.grant(basic("poor", "secret of the poor"))).path("access_token").asText();
    HttpResponse<String> answer = caller.get(token, PlatformCertificates.PATH);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(json(answer).path("code").asText()).isEqualTo("missing.any.permissions");
    assertThat(json(answer).path("message").asText())
        .contains("[" + PlatformCertificates.PERMISSION + "]");
  }
}
