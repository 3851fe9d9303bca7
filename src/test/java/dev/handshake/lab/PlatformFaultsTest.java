package dev.handshake.lab;

import static dev.handshake.lab.PlatformCaller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong with the stand-in, and what it counts meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlatformFaultsTest {
  private static final String DATE = "/api/v2/date";
  private static final String ME = "/api/v2/organizations/me";

  private final TurnedClock clock = new TurnedClock();
  private final Platform platform = Platform.start(clock);
  private final PlatformCaller caller = new PlatformCaller(platform);
  private String token = "";

  @BeforeEach
  void begin() throws Exception {
    platform.faults().clear();
    platform.limits().allow(300);
    clock.turn(Duration.ofMinutes(2));
    token = caller.token();
  }

  @AfterAll
  void stop() {
    caller.close();
    platform.close();
  }

  @ParameterizedTest
  @CsvSource({"500,internal.server.error", "503,service.unavailable", "504,request.timeout"})
  void anErrorOfThePlatformHasItsCode(int status, String code) throws Exception {
    platform.faults().at(DATE, PlatformFault.status(status));
    HttpResponse<String> answer = caller.get(token, DATE);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).path("code").asText()).isEqualTo(code);
    assertThat(json(answer).path("contextId").asText())
        .isEqualTo(answer.headers().firstValue("ININ-Correlation-Id").orElseThrow());
  }

  @Test
  void aFaultOfOnePrefixIsNoOthers() throws Exception {
    platform.faults().at(DATE, PlatformFault.status(502));
    assertThat(caller.get(token, DATE).statusCode()).isEqualTo(502);
    assertThat(caller.get(token, ME).statusCode()).isEqualTo(200);
  }

  @Test
  void aFaultOfSoManyTimesEnds() throws Exception {
    platform.faults().at(DATE, PlatformFault.status(503), 2);
    assertThat(caller.get(token, DATE).statusCode()).isEqualTo(503);
    assertThat(caller.get(token, DATE).statusCode()).isEqualTo(503);
    assertThat(caller.get(token, DATE).statusCode()).isEqualTo(200);
  }

  @Test
  void aFaultEverywhereIsAlsoTheLoginHosts() throws Exception {
    platform.faults().everywhere(PlatformFault.status(503));
    assertThat(caller.get(token, ME).statusCode()).isEqualTo(503);
    assertThat(caller.grant(PlatformCaller.basic(Platform.CLIENT, platform.secret())).statusCode())
        .isEqualTo(503);
    platform.faults().clear();
    assertThat(caller.get(token, ME).statusCode()).isEqualTo(200);
  }

  @Test
  void tooManyRequestsAreToldAsSince2021() throws Exception {
    platform.faults().at(DATE, PlatformFault.tooMany(Duration.ofSeconds(42)));
    HttpResponse<String> answer = caller.get(token, DATE);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("42");
    assertThat(json(answer).path("code").asText()).isEqualTo("too.many.requests.retry.after");
    assertThat(json(answer).path("message").asText())
        .isEqualTo("Rate limit exceeded the maximum. Retry the request in [42] seconds");
    assertThat(json(answer).path("details")).isEmpty();
  }

  @Test
  void theBucketIsEmptyAfterSoManyRequestsAndFullAgainAMinuteLater() throws Exception {
    platform.limits().allow(2);
    assertThat(caller.get(token, DATE).headers().firstValue("inin-ratelimit-count")).hasValue("1");
    clock.turn(Duration.ofSeconds(20));
    HttpResponse<String> last = caller.get(token, DATE);
    assertThat(last.headers().firstValue("inin-ratelimit-allowed")).hasValue("2");
    assertThat(last.headers().firstValue("inin-ratelimit-reset")).hasValue("40");
    HttpResponse<String> over = caller.get(token, DATE);
    assertThat(over.statusCode()).isEqualTo(429);
    assertThat(over.headers().firstValue("Retry-After")).hasValue("40");
    clock.turn(Duration.ofSeconds(40));
    assertThat(caller.get(token, DATE).statusCode()).isEqualTo(200);
  }

  @Test
  void aResetIsNoAnswer() {
    platform.counts().clear();
    platform.faults().at(DATE, new PlatformFault.Reset());
    assertThatThrownBy(() -> caller.get(token, DATE)).isInstanceOf(IOException.class);
    assertThat(platform.counts().of("GET", DATE)).isPositive();
  }

  @Test
  void aTruncatedBodyIsWholeHttpAndNoJson() throws Exception {
    platform.faults().at(ME, new PlatformFault.Truncated());
    HttpResponse<String> answer = caller.get(token, ME);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("{");
    assertThatThrownBy(() -> json(answer)).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void aBodyThatIsCutOffIsNoHttp() {
    platform.faults().at(ME, new PlatformFault.CutOff());
    assertThatThrownBy(() -> caller.get(token, ME)).isInstanceOf(IOException.class);
  }

  @Test
  void garbageIsNoJson() throws Exception {
    platform.faults().at(ME, new PlatformFault.Garbage());
    HttpResponse<String> answer = caller.get(token, ME);
    assertThatThrownBy(() -> json(answer)).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void aDrippingBodyIsCompleteInTheEnd() throws Exception {
    platform.faults().at(DATE, new PlatformFault.Drip(Duration.ofMillis(1)));
    assertThat(json(caller.get(token, DATE)).path("currentDate").asText()).isNotEmpty();
  }

  @Test
  void aDelayedAnswerOutlastsPatience() {
    platform.faults().at(DATE, new PlatformFault.Delay(Duration.ofHours(1)));
    assertThatThrownBy(() ->
            caller.send(
                caller
                    .api(DATE)
                    .header("Authorization", "Bearer " + token)
                    .timeout(Duration.ofMillis(300))))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void anOversizedBodyIsJsonOfThatSize() throws Exception {
    platform.faults().at(ME, new PlatformFault.Oversized(5_000_000));
    HttpResponse<String> answer = caller.get(token, ME);
    assertThat(answer.body().length()).isGreaterThan(5_000_000);
    assertThat(json(answer).path("entities")).isNotEmpty();
  }

  @Test
  void anotherContentIsServedInsteadOfTheRightOne() throws Exception {
    platform.faults().at(ME, new PlatformFault.Content("text/html", "<p>Log in first</p>"));
    assertThat(caller.get(token, ME).body()).isEqualTo("<p>Log in first</p>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v2/customdomains",
        "/api/v2/auditlogs?entityType=customdomain",
        "/api/v2/version",
        "/api/v2/interactions",
        "/api/v2/data/management/endpoints",
        "/api/v2/oauth/token"
      })
  void inventedPathsAreNotFound(String path) throws Exception {
    for (HttpResponse<String> answer :
        List.of(caller.get(token, path), caller.post(token, path, "{}"))) {
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(json(answer).path("code").asText()).isEqualTo("not.found");
    }
  }

  @Test
  void everyRequestIsCountedByMethodAndPath() throws Exception {
    platform.counts().clear();
    caller.get(token, DATE + "?a=b");
    clock.turn(Duration.ofSeconds(1));
    caller.get(token, DATE);
    assertThat(platform.counts().byPath()).containsOnly(Map.entry("GET " + DATE, 2));
    assertThat(platform.counts().under("/api/", clock.instant())).isEqualTo(1);
    assertThat(platform.counts().all().getFirst().query()).isEqualTo("a=b");
  }
}
