package dev.handshake.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.config.Settings;
import dev.handshake.config.TargetGroupReader;
import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.ProbeModule;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the answers of a URL, one after the other. */
class TargetUrlTest {
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final String JSON = "application/json";

  private final VirtualTime time = new VirtualTime();
  private final Deque<Future<TargetPage>> answers = new ArrayDeque<>();
  private final List<Instant> asked = new ArrayList<>();
  private final List<List<String>> heard = new ArrayList<>();
  private final TargetUrl source = source(INTERVAL);

  private TargetUrl source(Duration interval) {
    TargetUrl some =
        new TargetUrl(
            "target_urls[0]",
            new TargetUrlSettings(
                URI.create("https://inventory.example/targets?token=hunter2"),
                "system",
                Optional.empty(),
                Optional.empty(),
                interval),
            this::ask,
            new TargetGroupReader(Settings.DEFAULT.modules()),
            new TargetUrl.Means(time, Runnable::run, time, new SplittableRandom(7)));
    some.watch(targets -> heard.add(targets.stream().map(Target::name).toList()));
    return some;
  }

  private Future<TargetPage> ask() {
    asked.add(time.instant());
    return answers.isEmpty() ? page(list("a.example:1")) : answers.remove();
  }

  @Test
  void itIsAskedAtOnceAndThenAboutOnceAnInterval() {
    begin();
    assertThat(asked).containsExactly(time.start());
    assertThat(heard).containsExactly(List.of("a.example:1"));
    time.advance(INTERVAL.multipliedBy(12));
    assertThat(asked).hasSizeBetween(11, 14);
    for (int index = 1; index < asked.size(); index++) {
      assertThat(Duration.between(asked.get(index - 1), asked.get(index)))
          .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
    }
    assertThat(asked.stream().map(Instant::getNano).distinct()).as("spread").hasSizeGreaterThan(3);
  }

  @Test
  void theSameListAgainIsNoNewsAndNoAge() {
    begin();
    time.advance(INTERVAL.multipliedBy(3));
    assertThat(heard).hasSize(1);
    assertThat(source.lastSuccess()).contains(asked.getLast());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          404 | application/json         | []   | answered with HTTP status 404 (expected: 200, redirects are not followed)
          302 | application/json         | []   | answered with HTTP status 302 (expected: 200, redirects are not followed)
          500 | application/json         | []   | answered with HTTP status 500 (expected: 200, redirects are not followed)
          204 | application/json         | ''   | answered with HTTP status 204 (expected: 200, redirects are not followed)
          200 | text/html                | []   | the content is of another type (expected: Content-Type: application/json)
          200 | application/json+x       | []   | the content is of another type (expected: Content-Type: application/json)
          200 | application/json;charset=latin1 | [] | the content is of another type (expected: Content-Type: application/json)
          200 |                          | []   | the content is of another type (expected: Content-Type: application/json)
          200 | application/json         | '[{' | 1: it ends too early (expected: well-formed JSON)
          200 | application/json         | '- targets: [a:1]' | 1: this is not (expected: well-formed JSON)
          200 | application/json         | ''   | is empty (expected: a list, [] for an empty one)
          """)
  void whateverElseComesLeavesTheListAsItWas(
      int status, String type, String body, String complaint) {
    begin();
    Instant well = time.instant();
    answers.add(
        Future.succeededFuture(
            new TargetPage(status, Optional.ofNullable(type), Buffer.buffer(body))));
    time.advance(INTERVAL.plusMinutes(1));
    assertThat(source.known()).extracting(Target::name).containsExactly("a.example:1");
    assertThat(asked).as("asked again soon, and answered well").hasSizeGreaterThan(2);
    assertThat(heard).hasSize(1);

    answers.add(
        Future.succeededFuture(
            new TargetPage(status, Optional.ofNullable(type), Buffer.buffer(body))));
    TargetUrl never = source(INTERVAL);
    never.start();
    time.settle();
    assertThat(never.up()).contains(false);
    assertThat(never.lastSuccess()).isEmpty();
    assertThat(never.complaints()).hasSize(1);
    assertThat(never.complaints().getFirst())
        .isEqualTo("target_urls[0]:" + (complaint.startsWith("1:") ? "" : " ") + complaint)
        .doesNotContain("hunter2");
    assertThat(source.lastSuccess().orElseThrow()).isAfter(well);
  }

  @Test
  void whileThereIsNoAnswerTheLastListStaysAndAges() {
    begin();
    for (int time = 0; time < 100; time++) {
      answers.add(Future.failedFuture(new IOException("connection failed: refused")));
    }
    time.advance(INTERVAL.plusMinutes(10));
    assertThat(source.up()).contains(false);
    assertThat(source.complaints()).containsExactly("target_urls[0]: connection failed: refused");
    assertThat(source.lastSuccess()).contains(time.start());
    assertThat(source.known()).hasSize(1);
    assertThat(asked).as("again after half a minute").hasSizeBetween(15, 30);
    answers.clear();
    time.advance(Duration.ofMinutes(1));
    assertThat(source.up()).contains(true);
    assertThat(source.lastSuccess()).contains(asked.getLast());
  }

  @Test
  void aQuestionThatIsNeverAnsweredIsGivenUp() {
    answers.add(Future.future(_ -> {}));
    begin();
    time.advance(Duration.ofMinutes(1));
    assertThat(source.complaints()).containsExactly("target_urls[0]: no answer");
    time.advance(Duration.ofMinutes(1));
    assertThat(source.up()).contains(true);
  }

  @Test
  void aShortIntervalIsNotProlongedByAFault() {
    TargetUrl swift = source(Duration.ofSeconds(1));
    for (int time = 0; time < 100; time++) {
      answers.add(Future.failedFuture(new IOException("refused")));
    }
    swift.start();
    time.advance(Duration.ofSeconds(20));
    assertThat(asked).hasSizeBetween(17, 24);
  }

  @Test
  void anEmptyListIsBelieved() {
    begin();
    answers.add(page("[]"));
    time.advance(INTERVAL.plusMinutes(1));
    assertThat(heard).containsExactly(List.of("a.example:1"), List.of());
    assertThat(source.up()).contains(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\"", JSON})
  void theTypeIsTakenAsPrometheusTakesIt(String type) {
    answers.add(
        Future.succeededFuture(new TargetPage(200, Optional.of(type), Buffer.buffer("[]"))));
    begin();
    assertThat(source.up()).contains(true);
  }

  @Test
  void oneMistakeRefusesTheWholeAnswer() {
    begin();
    answers.add(page(list("b.example:1", "no port")));
    time.advance(INTERVAL.plusSeconds(61));
    assertThat(heard).as("neither half nor whole").containsExactly(List.of("a.example:1"));
  }

  @Test
  void anotherReaderMakesOtherTargetsOfTheLastGoodAnswer() {
    begin();
    answers.add(page("[{"));
    Map<String, ProbeModule> modules = new HashMap<>(Settings.DEFAULT.modules());
    modules.put("default", ProbeModule.DEFAULT.withTrust("corporate"));
    Instant well = source.lastSuccess().orElseThrow();
    source.reread(new TargetGroupReader(modules));
    assertThat(source.known())
        .extracting(target -> target.module().trust())
        .containsExactly("corporate");
    assertThat(source.lastSuccess()).as("nobody was asked").contains(well);
  }

  @Test
  void anotherOfTheSameUrlBeginsWithWhatIsKnown() {
    begin();
    TargetUrl heir = source(Duration.ofMinutes(1));
    heir.inherit(source);
    assertThat(heir.known()).isEqualTo(source.known()).hasSize(1);
    assertThat(heir.up()).contains(true);
    assertThat(heir.lastSuccess()).isEqualTo(source.lastSuccess());
  }

  @Test
  void oneThatIsClosedAsksNothingAndTakesNothing() {
    begin();
    source.close();
    time.advance(INTERVAL.multipliedBy(5));
    assertThat(asked).hasSize(1);
    assertThat(time.pending()).isZero();
  }

  @Test
  void neitherSettingsNorSourceShowTheUrl() {
    assertThat(source.settings().toString())
        .contains("inventory.example")
        .doesNotContain("hunter2");
  }

  private void begin() {
    source.start();
    time.settle();
  }

  private static Future<TargetPage> page(String body) {
    return Future.succeededFuture(new TargetPage(200, Optional.of(JSON), Buffer.buffer(body)));
  }

  private static String list(String... targets) {
    return "[{\"targets\": [\"" + String.join("\", \"", targets) + "\"]}]";
  }
}
