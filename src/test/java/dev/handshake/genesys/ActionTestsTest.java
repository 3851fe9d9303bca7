package dev.handshake.genesys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.Eavesdropper;
import dev.handshake.genesys.ActionTestResult.Failure;
import dev.handshake.schedule.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform runs what is listed, one at a time, and tells whether it worked. */
class ActionTestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String FINE =
      """
      {"success": true, "operations": [{"step": 1, "name": "Execute", "success": true}],
       "finalResult": {"card": "hunter2"}}
      """;
  private static final String BROKEN =
      """
      {"success": false, "finalResult": {"card": "hunter2"},
       "operations": [
         {"step": 1, "name": "Resolve request", "success": true},
         {"step": 2, "name": "Execute", "success": false,
          "error": {"code": "bad.gateway", "status": 502, "message": "hunter2"}},
         {"step": 3, "name": "Translate", "success": false, "error": {"code": "later"}}],
       "error": {"code": "overall"}}
      """;

  private final VirtualTime time = new VirtualTime();
  private final Orders orders = new Orders();

  /** The API as far as it takes orders; each is answered by hand. */
  private static final class Orders implements Api {
    private final List<String> paths = new ArrayList<>();
    private final List<JsonNode> bodies = new ArrayList<>();
    private final Deque<Promise<JsonNode>> open = new ArrayDeque<>();

    @Override
    public Future<JsonNode> get(Source source, String path) {
      return Future.failedFuture("nothing is read here");
    }

    @Override
    public Future<JsonNode> post(Source source, String path, JsonNode body) {
      paths.add(path);
      bodies.add(body);
      Promise<JsonNode> answer = Promise.promise();
      open.add(answer);
      return answer.future();
    }

    @Override
    public Future<List<JsonNode>> list(Source source, String path) {
      return Future.failedFuture("nothing is read here");
    }

    void answer(String json) {
      open.remove().complete(json(json));
    }
  }

  private ActionTests start(ActionTestSettings... settings) {
    ActionTests tests =
        new ActionTests(
            List.of(settings), _ -> new ActionTests.Client("eu-west-1", orders), time, time);
    tests.start();
    return tests;
  }

  private static ActionTestSettings every(Duration interval, String action) {
    return new ActionTestSettings("acme", action, json("{\"id\": \"7\"}"), interval);
  }

  @Test
  void anActionIsRunSoonAfterTheStartAndThenInItsInterval() {
    ActionTests tests = start(every(HOUR, "custom_-_0f6c"));
    time.settle();
    assertThat(orders.paths).isEmpty();
    assertThat(tests.results()).isEmpty();

    time.advance(Duration.ofMinutes(1));
    assertThat(orders.paths).containsExactly("/api/v2/integrations/actions/custom_-_0f6c/test");
    assertThat(orders.bodies).containsExactly(json("{\"id\": \"7\"}"));
    orders.answer(FINE);
    time.settle();
    assertThat(tests.results()).singleElement().matches(ActionTestResult::success);

    time.advance(Duration.ofMinutes(58));
    assertThat(orders.paths).hasSize(1);
    time.advance(Duration.ofMinutes(2));
    assertThat(orders.paths).hasSize(2);
  }

  @Test
  void oneIsRunAtATimeAndEachGetsItsTurn() {
    start(every(HOUR, "a"), every(HOUR, "b"), every(HOUR, "c"));
    time.advance(Duration.ofMinutes(5));
    assertThat(orders.paths).hasSize(1);
    orders.answer(FINE);
    time.settle();
    assertThat(orders.paths).hasSize(2);
    orders.answer(BROKEN);
    time.settle();
    orders.answer(FINE);
    time.settle();
    assertThat(orders.paths)
        .containsExactly(
            "/api/v2/integrations/actions/a/test",
            "/api/v2/integrations/actions/b/test",
            "/api/v2/integrations/actions/c/test");
  }

  @Test
  void aRunThatTakesLongerThanItsIntervalIsNotRunTwiceAtOnce() {
    start(every(Duration.ofMinutes(1), "slow"));
    time.advance(Duration.ofMinutes(30));
    assertThat(orders.paths).hasSize(1);
    orders.answer(FINE);
    time.settle();
    assertThat(orders.paths).hasSize(2);
  }

  @Test
  void aFailureIsNotTriedAgainBeforeItsInterval() {
    ActionTests tests = start(every(HOUR, "a"));
    time.advance(Duration.ofMinutes(1));
    orders.open.remove().fail(new ApiException(SourceFault.PERMISSION_DENIED, "no permission"));
    time.advance(Duration.ofMinutes(30));
    assertThat(orders.paths).hasSize(1);
    assertThat(tests.results())
        .singleElement()
        .extracting(ActionTestResult::failure)
        .isEqualTo(Optional.of(new Failure("api", "permission_denied")));
  }

  @Test
  void theFirstOperationThatFailedIsNamed() {
    assertThat(failure(BROKEN)).contains(new Failure("Execute", "bad.gateway"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"success":false}                                                                   | unknown | unknown
          {"success":false,"error":{"status":504}}                                            | unknown | 504
          {"success":false,"operations":[{"step":2,"success":false}],"error":{"code":"late"}} | 2       | late
          {"success":false,"operations":{"name":"x"}}                                         | unknown | unknown
          """)
  void whatIsNotToldIsUnknown(String answer, String step, String code) {
    assertThat(failure(answer)).contains(new Failure(step, code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "\"true\"", "{\"success\":\"true\"}"})
  void anAnswerThatDoesNotSayIsNoSuccess(String answer) {
    assertThat(failure(answer)).contains(new Failure("api", "invalid_answer"));
  }

  @Test
  void nothingIsRunAfterTheClose() {
    ActionTests tests = start(every(HOUR, "a"), every(HOUR, "b"));
    time.advance(Duration.ofMinutes(1));
    assertThat(orders.paths).hasSize(1);
    tests.close();
    orders.answer(FINE);
    time.advance(Duration.ofDays(1));
    assertThat(orders.paths).hasSize(1);
    assertThat(tests.results()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"../../users,%2E%2E%2F%2E%2E%2Fusers", "a b?c#d,a%20b%3Fc%23d", "..,%2E%2E"})
  void anIdStaysOneSegmentOfThePath(String id, String segment) {
    start(every(HOUR, id));
    time.advance(Duration.ofMinutes(1));
    assertThat(orders.paths).containsExactly("/api/v2/integrations/actions/" + segment + "/test");
  }

  @Test
  void whatWasGivenAndGivenBackIsNeitherKeptNorLogged() {
    try (Eavesdropper log = Eavesdropper.on("dev.handshake")) {
      ActionTests tests = start(every(Duration.ofMinutes(1), "a"));
      for (int run = 0; run < 3; run++) {
        time.advance(Duration.ofMinutes(1));
        orders.answer(run == 2 ? FINE : BROKEN);
        time.settle();
      }
      assertThat(tests.results().toString()).contains("acme").doesNotContain("hunter2");
      assertThat(log.lines())
          .hasSize(2)
          .anyMatch(line -> line.contains("data action failed its test"))
          .anyMatch(line -> line.contains("data action works again"))
          .noneMatch(line -> line.contains("hunter2"));
    }
  }

  private Optional<Failure> failure(String answer) {
    ActionTests tests = start(every(HOUR, "a"));
    time.advance(Duration.ofMinutes(1));
    orders.answer(answer);
    time.settle();
    return tests.results().iterator().next().failure();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
