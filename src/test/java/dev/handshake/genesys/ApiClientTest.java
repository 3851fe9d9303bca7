package dev.handshake.genesys;

import static dev.handshake.breaker.BreakerState.CLOSED;
import static dev.handshake.breaker.BreakerState.HALF_OPEN;
import static dev.handshake.breaker.BreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handshake.Awaited;
import dev.handshake.Eavesdropper;
import dev.handshake.Eventually;
import dev.handshake.ScriptedWeb;
import dev.handshake.ScriptedWeb.Act;
import dev.handshake.lab.HeldCertificate;
import dev.handshake.outgoing.Callers;
import dev.handshake.outgoing.Service;
import dev.handshake.outgoing.TokenKeeper;
import dev.handshake.target.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** The API as a real server over TLS answers it. */
class ApiClientTest {
  private static final String TOKEN = "/oauth/token";
  private static final String PATH = "/api/v2/things";
  private static final String SECRET = "s3cret-of-ours";
  private static final JsonNode BODY = JsonNodeFactory.instance.objectNode().put("a", 1);
  private static final String FINE = "{\"entities\":[{\"id\":\"a\"}]}";

  private final Callers callers = new Callers();
  private final HastyLoop loop = new HastyLoop(callers.vertx());
  private final Told told = new Told();
  private ScriptedWeb login;
  private ScriptedWeb server;
  private Api api;

  @BeforeEach
  void start() {
    login = callers.server().next(TOKEN, token("t0ken-1"), token("t0ken-2"), token("t0ken-3"));
    server = callers.server();
    api = client(server);
  }

  @AfterEach
  void close() throws Exception {
    callers.close();
  }

  @Test
  void anAnswerIsAskedForWithAToken() {
    server.always(PATH, ScriptedWeb.json(200, FINE));
    JsonNode answer = Awaited.answer(api.get(Source.ACTIONS, PATH + "?includeConfig=true"));

    assertThat(answer.at("/entities/0/id").asText()).isEqualTo("a");
    ScriptedWeb.Asked asked = server.asked().getFirst();
    assertThat(asked.uri()).isEqualTo(PATH + "?includeConfig=true");
    assertThat(asked.headers())
        .containsEntry("authorization", "Bearer t0ken-1")
        .containsEntry("accept", "application/json");
    assertThat(told.requests).containsExactly("token 200", "actions 200");
    assertThat(told.expiries).containsExactly(loop.instant().plusSeconds(86399));
    assertThat(told.states).containsExactly(CLOSED);
  }

  @Test
  void oneTokenServesAllRequests() {
    server.always(PATH, ScriptedWeb.json(200, FINE));
    List<Future<JsonNode>> all =
        IntStream.range(0, 20).mapToObj(_ -> api.get(Source.ACTIONS, PATH)).toList();
    all.forEach(Awaited::answer);
    assertThat(login.asked()).hasSize(1);
    assertThat(told.expiries).hasSize(1);
  }

  @Test
  void jsonIsPosted() {
    server.always(PATH, ScriptedWeb.json(202, "{\"id\":\"b\"}"));
    assertThat(Awaited.answer(api.post(Source.AUDITS, PATH, BODY)).path("id").asText())
        .isEqualTo("b");
    assertThat(server.asked().getFirst().body()).isEqualTo("{\"a\":1}");
    assertThat(server.asked().getFirst().headers())
        .containsEntry("content-type", "application/json");
  }

  @Test
  void noContentIsAnAnswer() {
    server.always(PATH, ScriptedWeb.json(204, ""));
    assertThat(Awaited.answer(api.post(Source.AUDITS, PATH, BODY)).isMissingNode()).isTrue();
  }

  @Test
  void aRefusedTokenIsReplacedOnce() {
    server.next(PATH, ScriptedWeb.json(401, "{}"), ScriptedWeb.json(200, FINE));
    Awaited.answer(api.get(Source.ACTIONS, PATH));
    assertThat(server.asked())
        .extracting(asked -> asked.headers().get("authorization"))
        .containsExactly("Bearer t0ken-1", "Bearer t0ken-2");
    assertThat(told.expiries).hasSize(2);
  }

  @Test
  void whereNoTokenIsAcceptedTokensAreNotBurnt() {
    server.always(PATH, ScriptedWeb.json(401, "{\"code\":\"bad.credentials\"}"));
    for (int count = 0; count < 10; count++) {
      ApiException fault = fault(api.get(Source.ACTIONS, PATH));
      assertThat(fault.fault()).isEqualTo(SourceFault.UNAUTHORIZED);
      assertThat(fault.detail()).isEqualTo("HTTP status 401, bad.credentials");
    }
    assertThat(login.asked()).hasSize(2);
    assertThat(server.asked()).hasSize(11);
    assertThat(loop.pauses()).isEmpty();
  }

  @Test
  void aDeniedPermissionIsNamed() {
    server.always(
        PATH,
        ScriptedWeb.json(
            403,
            """
            {"message":"You must have at least one of the following permissions assigned: [integrations:action:view]",
             "code":"missing.any.permissions","status":403,"contextId":"8b0c-1"}
            """));
    ApiException fault = fault(api.get(Source.ACTIONS, PATH));
    assertThat(fault.fault()).isEqualTo(SourceFault.PERMISSION_DENIED);
    assertThat(fault.detail())
        .isEqualTo(
            "HTTP status 403, missing.any.permissions, needs integrations:action:view,"
                + " correlation id 8b0c-1");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void aThrottledRequestWaitsAsLongAsItIsAskedTo() {
    Act throttled = ScriptedWeb.json(429, "{}", "Retry-After", "1");
    server.next(PATH, throttled, ScriptedWeb.json(200, FINE), throttled);
    server.always(PATH, ScriptedWeb.json(200, FINE));
    Awaited.answer(api.get(Source.ACTIONS, PATH));
    Awaited.answer(api.post(Source.ACTIONS, PATH, BODY));
    assertThat(server.asked()).hasSize(4);
    assertThat(loop.pauses())
        .hasSize(2)
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500)));
  }

  @Test
  void whoIsThrottledOnAndOnGivesUp() {
    server.always(PATH, ScriptedWeb.json(429, "{}", "Retry-After", "180"));
    ApiException fault = fault(api.get(Source.ACTIONS, PATH));
    assertThat(fault.fault()).isEqualTo(SourceFault.RATE_LIMITED);
    assertThat(fault.retryAfter()).contains(Duration.ofMinutes(3));
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void aWishForMoreThanThreeMinutesIsNotWaitedFor() {
    server.always(PATH, ScriptedWeb.json(429, "{}", "Retry-After", "181"));
    assertThat(fault(api.get(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.RATE_LIMITED);
    assertThat(server.asked()).hasSize(1);
    assertThat(loop.pauses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void aGatewaysFaultIsTriedAgainWhereThatChangesNothing(int status) {
    Act broken = ScriptedWeb.json(status, "<html>");
    server.next(PATH, broken, broken, ScriptedWeb.json(200, FINE));
    Awaited.answer(api.get(Source.ACTIONS, PATH));
    assertThat(server.asked()).hasSize(3);
    assertThat(loop.pauses()).hasSize(2);
    assertThat(loop.pauses().get(1)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));

    server.always(PATH, broken);
    assertThat(fault(api.post(Source.ACTIONS, PATH, BODY)).fault())
        .isEqualTo(SourceFault.SERVER_ERROR);
    assertThat(server.asked()).hasSize(4);
    assertThat(fault(api.get(Source.ACTIONS, PATH)).detail()).contains("status " + status);
    assertThat(server.asked()).hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 501})
  void anotherServerErrorIsNot(int status) {
    server.always(PATH, ScriptedWeb.json(status, "{\"code\":\"internal.server.error\"}"));
    assertThat(fault(api.get(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.SERVER_ERROR);
    assertThat(server.asked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 400, 404, 415})
  void anUndocumentedStatusIsToldAndNotFollowed(int status) {
    server.always(PATH, ScriptedWeb.json(status, "{}", "Location", "/api/v2/elsewhere"));
    assertThat(fault(api.get(Source.ACTIONS, PATH)).fault())
        .isEqualTo(SourceFault.UNEXPECTED_STATUS);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void aBrokenConnectionIsTriedAgainWhereThatChangesNothing() {
    server.next(PATH, ScriptedWeb.hangUp(), ScriptedWeb.half(FINE), ScriptedWeb.json(200, FINE));
    Awaited.answer(api.get(Source.ACTIONS, PATH));
    assertThat(told.requests)
        .containsExactly("token 200", "actions unreachable", "actions unreachable", "actions 200");

    server.always(PATH, ScriptedWeb.hangUp());
    assertThat(fault(api.post(Source.ACTIONS, PATH, BODY)).fault())
        .isEqualTo(SourceFault.UNREACHABLE);
    assertThat(server.asked()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"entities\":[{\"id\":", "<html>", "7", "null", "{} {}"})
  void whatIsNoWholeJsonIsInvalid(String body) {
    server.always(PATH, ScriptedWeb.json(200, body, "ININ-Correlation-Id", "5f1e-2"));
    ApiException fault = fault(api.get(Source.ACTIONS, PATH));
    assertThat(fault.fault()).isEqualTo(SourceFault.INVALID_ANSWER);
    assertThat(fault.detail()).contains("correlation id 5f1e-2");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void anAnswerOfCountlessPartsIsInvalid() {
    String parts = "[],".repeat(1 << 18);
    server.always(PATH, ScriptedWeb.json(200, "{\"entities\":[" + parts + "[]]}"));
    assertThat(fault(api.get(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.INVALID_ANSWER);
  }

  @Test
  void aListingOfCountlessPartsIsInvalidBeforeItsPagesEnd() {
    String parts = "[],".repeat(1 << 16);
    server.always(
        PATH,
        request -> {
          int number = Integer.parseInt(request.getParam("pageNumber", "1"));
          ScriptedWeb.json(
                  200,
                  "{\"entities\":[%s[]],\"pageNumber\":%d,\"pageCount\":99}"
                      .formatted(parts, number))
              .with(request);
        });
    ApiException fault = fault(api.list(Source.ACTIONS, PATH));
    assertThat(fault.detail()).isEqualTo("the listing has no end");
    assertThat(server.asked()).hasSizeLessThan(20);
  }

  @Test
  void anAnswerThatRepeatsOurTokenIsNotBelieved() {
    server.always(PATH, ScriptedWeb.json(200, "{\"entities\":[{\"name\":\"is t0ken-1\"}]}"));
    ApiException fault = fault(api.get(Source.CREDENTIALS, PATH));
    assertThat(fault.fault()).isEqualTo(SourceFault.INVALID_ANSWER);
    assertThat(fault.detail()).isEqualTo("the answer repeats our access token");
  }

  @Test
  void anEndlessAnswerIsInvalid() {
    server.always(PATH, ScriptedWeb.endless(Buffer.buffer(" ".repeat(1 << 16))));
    assertThat(fault(api.get(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.INVALID_ANSWER);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void anApiThatDoesNotProveItselfGetsNoTokenAndIsNotTriedAgain() {
    ScriptedWeb other =
        callers.server(HeldCertificate.named("stranger", Instant.now()).dns(Callers.NAME).mint());
    ApiException fault = fault(client(other).get(Source.ACTIONS, PATH));
    assertThat(fault.fault()).isEqualTo(SourceFault.UNTRUSTED);
    assertThat(told.requests).containsExactly("token 200", "actions untrusted");
    assertThat(other.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401})
  void refusedCredentialsAreTriedOnceForAllSources(int status) {
    login =
        callers.server().always(TOKEN, ScriptedWeb.json(status, "{\"error\":\"invalid_client\"}"));
    api = client(server);
    for (Source source : Source.values()) {
      ApiException fault = fault(api.get(source, PATH));
      assertThat(fault.fault()).isEqualTo(SourceFault.UNAUTHORIZED);
      assertThat(fault.detail())
          .isEqualTo(
              "the token endpoint refuses the client with HTTP status "
                  + status
                  + ": invalid_client");
    }
    assertThat(login.asked()).hasSize(1);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void afterTwoFailedRequestsNothingIsSentUntilATrialSucceeds() {
    server.always(PATH, ScriptedWeb.json(500, "{}"));
    fault(api.get(Source.ACTIONS, PATH));
    fault(api.get(Source.AUDITS, PATH));
    assertThat(told.states).containsExactly(CLOSED, OPEN);
    for (Source source : Source.values()) {
      assertThat(fault(api.get(source, PATH)).fault()).isEqualTo(SourceFault.BREAKER_OPEN);
    }
    assertThat(server.asked()).hasSize(2);

    loop.pass(Duration.ofSeconds(60));
    server.always(PATH, ScriptedWeb.json(503, "{}"));
    assertThat(fault(api.get(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.SERVER_ERROR);
    assertThat(server.asked()).as("one trial, once").hasSize(3);
    loop.pass(Duration.ofSeconds(119));
    assertThat(fault(api.get(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.BREAKER_OPEN);
    loop.pass(Duration.ofSeconds(1));
    server.always(PATH, ScriptedWeb.json(200, FINE));
    Awaited.answer(api.get(Source.ACTIONS, PATH));
    Awaited.answer(api.get(Source.ACTIONS, PATH));
    assertThat(told.states).containsExactly(CLOSED, OPEN, HALF_OPEN, OPEN, HALF_OPEN, CLOSED);
  }

  @Test
  void aDeadTokenEndpointOpensTheBreakerToo() {
    login = callers.server().always(TOKEN, ScriptedWeb.json(503, ""));
    api = client(server);
    fault(api.get(Source.ACTIONS, PATH));
    fault(api.get(Source.ACTIONS, PATH));
    assertThat(fault(api.get(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.BREAKER_OPEN);
    assertThat(login.asked()).hasSize(6);
    assertThat(server.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 429})
  void anAnswerThatGrantsNothingLeavesTheBreakerAlone(int status) {
    server.always(PATH, ScriptedWeb.json(status, "{}", "Retry-After", "999"));
    for (int count = 0; count < 4; count++) {
      assertThat(fault(api.get(Source.ACTIONS, PATH)).fault())
          .isNotEqualTo(SourceFault.BREAKER_OPEN);
    }
    assertThat(told.states).containsExactly(CLOSED);
  }

  @Test
  void twoRequestsAreUnderWayAtOnceAndTheOthersWait() {
    List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
    server.always(PATH, waiting::add);
    List<Future<JsonNode>> all =
        IntStream.range(0, 6).mapToObj(_ -> api.get(Source.ACTIONS, PATH)).toList();
    for (int done = 0; done < 6; done++) {
      int most = Math.min(6, done + 2);
      Eventually.holds(Duration.ofSeconds(60), () -> assertThat(waiting).hasSize(most));
      HttpServerRequest one = waiting.get(done);
      callers.vertx().runOnContext(_ -> ScriptedWeb.json(200, FINE).with(one));
    }
    all.forEach(Awaited::answer);
    assertThat(server.asked()).hasSize(6);
  }

  @Test
  void pagesAreFollowedByTheirNumber() {
    server.next(
        PATH, page(1, 3, "", "a", "b"), page(2, 3, "", "c"), page(3, 3, "/api/v2/never", "d"));
    assertThat(ids(api.list(Source.ACTIONS, PATH + "?pageSize=2")))
        .containsExactly("a", "b", "c", "d");
    assertThat(server.asked())
        .extracting(ScriptedWeb.Asked::uri)
        .containsExactly(
            PATH + "?pageSize=2",
            PATH + "?pageSize=2&pageNumber=2",
            PATH + "?pageSize=2&pageNumber=3");
  }

  @Test
  void aNextPageThatIsNamedIsFollowed() {
    server.next(
        PATH,
        ScriptedWeb.json(
            200, "{\"entities\":[{\"id\":\"a\"}],\"nextUri\":\"/api/v2/things?cursor=x%3D\"}"),
        ScriptedWeb.json(200, "{\"entities\":[{\"id\":\"b\"}]}"));
    assertThat(ids(api.list(Source.ACTIONS, PATH))).containsExactly("a", "b");
    assertThat(server.asked().get(1).uri()).isEqualTo("/api/v2/things?cursor=x%3D");
  }

  @Test
  void anEmptyPageIsTheLast() {
    server.next(PATH, page(1, 9, "", "a"), page(2, 9, "/api/v2/things?p=3"));
    assertThat(ids(api.list(Source.ACTIONS, PATH))).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://elsewhere.test/api/v2/things",
        "//elsewhere.test/api/v2/things",
        "/api/v2/../../oauth/token#\\u0007",
        "/api/v2/things?cursor=%zz",
        "/api/v2/things?cursor=x%",
        "/api/v2/things"
      })
  void aNextPageThatLeadsAstrayIsInvalid(String uri) {
    server.always(
        PATH,
        ScriptedWeb.json(200, "{\"entities\":[{\"id\":\"a\"}],\"nextUri\":\"%s\"}".formatted(uri)));
    assertThat(fault(api.list(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.INVALID_ANSWER);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void aListingWithoutEndIsInvalid() {
    server.always(
        PATH,
        request -> {
          String number = request.getParam("pageNumber", "1");
          page(Integer.parseInt(number), Integer.MAX_VALUE, "", "x").with(request);
        });
    assertThat(fault(api.list(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.INVALID_ANSWER);
    assertThat(server.asked()).hasSize(Pages.MOST);
  }

  @Test
  void aListingFailsWhereOneOfItsPagesDoes() {
    server.next(PATH, page(1, 3, "", "a"), ScriptedWeb.json(403, "{}"));
    assertThat(fault(api.list(Source.ACTIONS, PATH)).fault())
        .isEqualTo(SourceFault.PERMISSION_DENIED);
  }

  @Test
  void aListingWithoutEntitiesIsInvalid() {
    server.always(PATH, ScriptedWeb.json(200, "{\"total\":0}"));
    assertThat(fault(api.list(Source.ACTIONS, PATH)).fault()).isEqualTo(SourceFault.INVALID_ANSWER);
  }

  @Test
  void whatMayBeAskedIsTold() {
    server.next(
        PATH,
        ScriptedWeb.json(
            200,
            FINE,
            "INin-RateLimit-Count",
            "7",
            "inin-ratelimit-allowed",
            "300",
            "inin-ratelimit-reset",
            "61"),
        ScriptedWeb.json(200, FINE, "inin-ratelimit-count", "many", "inin-ratelimit-reset", "-1"));
    Awaited.answer(api.get(Source.ACTIONS, PATH));
    Awaited.answer(api.get(Source.ACTIONS, PATH));
    assertThat(told.limits)
        .containsExactly(new RateLimit(OptionalInt.of(300), OptionalInt.of(7), OptionalInt.of(61)));
  }

  @Test
  void eachFailedRequestIsLoggedWithItsCorrelationIdAndWithoutSecrets() {
    try (Eavesdropper lines = Eavesdropper.on(Logger.ROOT_LOGGER_NAME)) {
      server.next(
          PATH,
          ScriptedWeb.json(503, "{}", "inin-correlation-id", "5f1e-1"),
          ScriptedWeb.json(
              401, "{\"message\":\"not t0ken-1\\u001b[2J\"}", "ININ-Correlation-Id", "5f1e-2"),
          ScriptedWeb.json(
              400,
              "{\"message\":\"%s t0ken-2\\u202e\",\"code\":\"t0ken-2 \"}"
                  .formatted("x".repeat(150)),
              "ININ-Correlation-Id",
              "5f1e-3"));
      ApiException fault = fault(api.get(Source.ACTIONS, PATH));

      List<String> said = new ArrayList<>(lines.lines());
      assertThat(
              said.stream().filter(line -> line.startsWith("a request to the API failed")).toList())
          .satisfiesExactly(
              first -> assertThat(first).contains("5f1e-1", "acme", "actions", "503"),
              second -> assertThat(second).contains("5f1e-2", "401", "\\u001b"),
              third -> assertThat(third).contains("5f1e-3", "400", "\\u202e"));
      said.add(fault.toString());
      said.add(Arrays.toString(fault.getSuppressed()) + fault.getCause());
      assertThat(said)
          .allSatisfy(line -> assertThat(line).doesNotContain("t0ken-", SECRET, "\u001b"));
    }
  }

  @Test
  void aTokenThatIsRepeatedInAnErrorIsNotShown() {
    String token = "b1946ac92492d2347c6235b4d2611184";
    login = callers.server().always(TOKEN, token(token));
    api = client(server);
    for (String repeated : List.of(token, "x." + token, token.substring(0, 20))) {
      server.next(
          PATH,
          ScriptedWeb.json(
              400,
              "{\"message\":\"no [%1$s]\",\"code\":\"%1$s\"}".formatted(repeated),
              "ININ-Correlation-Id",
              repeated));
      assertThat(fault(api.get(Source.ACTIONS, PATH)).detail())
          .startsWith("HTTP status 400")
          .doesNotContain(token.substring(0, 12));
    }
  }

  @Test
  void whatADataActionIsGivenIsNotShownWhereTheApiRepeatsIt() {
    JsonNode inputs = JsonNodeFactory.instance.objectNode().put("password", "hunter2");
    server.always(
        PATH,
        ScriptedWeb.json(
            400, "{\"message\":\"Value [hunter2] is not valid\",\"code\":\"invalid.value\"}"));
    try (Eavesdropper lines = Eavesdropper.on(Logger.ROOT_LOGGER_NAME)) {
      assertThat(fault(api.post(Source.ACTIONS, PATH, inputs)).detail())
          .isEqualTo("HTTP status 400, invalid.value");
      assertThat(lines.lines())
          .anyMatch(line -> line.startsWith("a request to the API failed"))
          .noneMatch(line -> line.contains("hunter2"));
    }
  }

  @Test
  void onlyPathsOfTheApiAreAsked() {
    assertThatThrownBy(() -> api.get(Source.ACTIONS, "@elsewhere.test/api/v2/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: /api/v2/");
  }

  private static Act token(String text) {
    return ScriptedWeb.json(
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":86399}".formatted(text));
  }

  private static Act page(int number, int count, String next, String... ids) {
    List<String> entities = Arrays.stream(ids).map("{\"id\":\"%s\"}"::formatted).toList();
    return ScriptedWeb.json(
        200,
        "{\"entities\":%s,\"pageNumber\":%d,\"pageCount\":%d,\"nextUri\":\"%s\"}"
            .formatted(entities, number, count, next));
  }

  private Api client(ScriptedWeb host) {
    OrganizationSettings organization =
        new OrganizationSettings(
            "acme",
            new Region(
                "lab",
                "Lab",
                Callers.url(login, ""),
                Callers.url(host, ""),
                URI.create("https://apps.region.test"),
                Optional.empty()),
            "me",
            new Secret.Given(SECRET),
            "corporate",
            Optional.empty());
    Service service = callers.service();
    TokenKeeper tokens =
        new TokenKeeper(
            callers.vertx(),
            organization.oauth(),
            service,
            Duration.ofMinutes(30),
            loop,
            new SplittableRandom(),
            told::requested);
    return new ApiClient(
        callers.vertx(), organization, tokens, service, loop, loop, new SplittableRandom(), told);
  }

  private static List<String> ids(Future<List<JsonNode>> listing) {
    return Awaited.answer(listing).stream().map(one -> one.path("id").asText()).toList();
  }

  private static ApiException fault(Future<?> future) {
    Throwable failure = Awaited.failure(future);
    assertThat(failure).isInstanceOf(ApiException.class);
    return (ApiException) failure;
  }
}
