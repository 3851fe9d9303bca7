package dev.handshake.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handshake.breaker.Verdict;
import dev.handshake.reason.Reason;
import dev.handshake.report.ReportJson;
import dev.handshake.schedule.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertmanagerTest {
  private final VirtualTime time = new VirtualTime();
  private final ScriptedPost post = new ScriptedPost(time);
  private final Counts counts = new Counts();
  private final Alertmanager alertmanager =
      new Alertmanager(
              post,
              () -> URI.create("http://agent.example.com:10219/"),
              time,
              time,
              new Attempts(new SplittableRandom(7)),
              new Ledger("alertmanagers[0]", "alertmanager.example.com", time, counts))
          .start();

  @Test
  void anAlertSaysWhatIsWrongAndWhatToDo() {
    open("crm", Reason.CERTIFICATE_EXPIRED);

    JsonNode alert = alerts().getFirst();
    assertThat(alert.at("/labels/alertname").asText()).isEqualTo("TlsFailingServer");
    assertThat(alert.at("/labels/instance").asText()).isEqualTo("agent.example.com:10219");
    assertThat(alert.at("/labels/target").asText()).isEqualTo("crm");
    assertThat(alert.at("/labels/team").asText()).isEqualTo("ivr");
    assertThat(alert.at("/labels/reason").asText()).isEqualTo("certificate_expired");
    assertThat(alert.at("/labels/party").asText()).isEqualTo("server");
    assertThat(alert.at("/annotations/summary").asText()).contains("crm");
    assertThat(alert.at("/annotations/description").asText())
        .contains("certificate_expired", "what went wrong");
    assertThat(alert.at("/annotations/runbook_url").asText())
        .isEqualTo("http://agent.example.com:10219/runbooks/certificate_expired");
    assertThat(alert.at("/generatorURL").asText()).isEqualTo("http://agent.example.com:10219/");
    assertThat(alert.at("/startsAt").asText()).isEqualTo(ReportJson.time(time.instant()));
  }

  static Stream<Reason> reasonsThatOpenBreakers() {
    return Stream.of(Reason.values())
        .filter(reason -> Verdict.of(Optional.of(reason)) == Verdict.FAILURE);
  }

  @ParameterizedTest
  @MethodSource("reasonsThatOpenBreakers")
  void anAlertIsLabelledAsTheRuleForItsReasonIs(Reason reason) throws IOException {
    open("crm", reason);
    JsonNode labels = alerts().getFirst().at("/labels");

    JsonNode rules = new YAMLMapper().readTree(Path.of("alerts", "handshake.alerts.yml").toFile());
    List<JsonNode> named = new ArrayList<>();
    for (JsonNode rule : rules.findParents("alert")) {
      if (rule.at("/alert").equals(labels.at("/alertname"))) {
        named.add(rule);
      }
    }
    assertThat(named)
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.at("/labels/severity")).isEqualTo(labels.at("/severity"));
          assertThat(rule.at("/labels/kind")).isEqualTo(labels.at("/kind"));
          assertThat(rule.at("/labels/cause").asText()).isEqualTo("{{ $labels.reason }}");
          assertThat(labels.at("/cause").asText()).isEqualTo(reason.word());
          assertThat(rule.at("/expr").asText())
              .containsAnyOf(
                  "party=\"" + reason.party().word() + "\"",
                  "\"" + reason.word() + "\"",
                  "\"" + reason.word() + "|",
                  "|" + reason.word() + "|",
                  "|" + reason.word() + "\"");
        });
  }

  @Test
  void anAlertIsPostedEachMinuteWhileItLasts() {
    open("crm", Reason.CONNECT_REFUSED);
    Instant start = time.instant();
    time.advance(Duration.ofMinutes(5));

    assertThat(post.moments())
        .containsExactly(
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(4),
            Duration.ofMinutes(5));
    for (int minute = 0; minute <= 5; minute++) {
      JsonNode alert = alerts().get(minute);
      assertThat(alert.at("/startsAt").asText()).isEqualTo(ReportJson.time(start));
      assertThat(alert.at("/endsAt").asText())
          .isEqualTo(ReportJson.time(start.plus(Duration.ofMinutes(minute + 4))));
    }
  }

  @Test
  void aClosedBreakerEndsItsAlert() {
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofSeconds(70));
    close("crm");
    Instant end = time.instant();
    time.advance(Duration.ofMinutes(10));

    assertThat(alerts()).hasSize(3);
    assertThat(alerts().getLast().at("/labels")).isEqualTo(alerts().getFirst().at("/labels"));
    assertThat(alerts().getLast().at("/endsAt").asText()).isEqualTo(ReportJson.time(end));
  }

  @Test
  void anotherReasonEndsOneAlertAndBeginsAnother() {
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofSeconds(10));
    open("crm", Reason.CERTIFICATE_EXPIRED);
    time.settle();

    List<JsonNode> later = alerts().subList(1, alerts().size());
    assertThat(later)
        .extracting(alert -> alert.at("/labels/reason").asText())
        .containsExactly("connect_refused", "certificate_expired");
    assertThat(later.getFirst().at("/endsAt").asText()).isEqualTo(ReportJson.time(time.instant()));
    assertThat(later.getLast().at("/endsAt").asText())
        .isEqualTo(ReportJson.time(time.instant().plus(Duration.ofMinutes(4))));
  }

  @Test
  void aFailedTrialKeepsTheBeginningOfItsAlert() {
    Instant start = time.instant();
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofSeconds(10));
    open("crm", Reason.CONNECT_REFUSED);
    assertThat(alerts())
        .hasSize(2)
        .allSatisfy(
            alert -> assertThat(alert.at("/startsAt").asText()).isEqualTo(ReportJson.time(start)));
  }

  @Test
  void whatItNeverHeardOfIsNotEnded() {
    post.hold();
    open("first", Reason.CONNECT_REFUSED);
    open("second", Reason.CONNECT_REFUSED);
    close("second");
    post.release();
    assertThat(alerts()).hasSize(1);
    assertThat(alertmanager.queued()).isZero();
  }

  @Test
  void anotherAttemptCarriesTheNewestState() {
    post.answers(ScriptedPost.BUSY);
    open("crm", Reason.CONNECT_REFUSED);
    close("crm");
    Instant end = time.instant();
    time.advance(Duration.ofSeconds(30));
    assertThat(alerts()).hasSize(2);
    assertThat(alerts().getLast().at("/endsAt").asText()).isEqualTo(ReportJson.time(end));
    assertThat(counts.of(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void aFloodGoesOutInBatches() {
    for (int number = 0; number < 250; number++) {
      alertmanager.take(Breakers.opened("t" + number, Reason.CONNECT_REFUSED, time.instant()));
    }
    time.settle();
    assertThat(post.bodies()).extracting(JsonNode::size).containsExactly(1, 100, 100, 49);
    assertThat(counts.of(Outcome.DELIVERED)).isEqualTo(250);
  }

  @Test
  void whatIsRefusedIsOnlyPostedAgainWithTheNextMinute() {
    post.answers(ScriptedPost.REFUSED);
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofSeconds(59));
    assertThat(post.bodies()).hasSize(1);
    time.advance(Duration.ofSeconds(1));
    assertThat(post.bodies()).hasSize(2);
    assertThat(counts.of(Outcome.FAILED)).isEqualTo(1);
    assertThat(counts.of(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void nothingIsPostedOnceItIsGivenUp() {
    open("crm", Reason.CONNECT_REFUSED);
    alertmanager.giveUp();
    time.advance(Duration.ofMinutes(5));
    assertThat(post.bodies()).hasSize(1);
  }

  private void open(String name, Reason reason) {
    alertmanager.take(Breakers.opened(name, reason, time.instant()));
    time.settle();
  }

  private void close(String name) {
    alertmanager.take(Breakers.closed(name, time.instant()));
    time.settle();
  }

  private List<JsonNode> alerts() {
    List<JsonNode> alerts = new ArrayList<>();
    post.bodies().forEach(body -> body.forEach(alerts::add));
    return alerts;
  }
}
