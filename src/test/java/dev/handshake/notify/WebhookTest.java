package dev.handshake.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handshake.reason.Reason;
import dev.handshake.report.ReportJson;
import dev.handshake.schedule.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WebhookTest {
  private final VirtualTime time = new VirtualTime();
  private final ScriptedPost post = new ScriptedPost(time);
  private final Counts counts = new Counts();
  private final Webhook webhook =
      new Webhook(
          post,
          time,
          new Attempts(new SplittableRandom(7)),
          new Ledger("webhooks[0]", "hooks.example.com", time, counts));

  @Test
  void anEventIsToldWithTheWholeDiagnosis() throws Exception {
    BreakerEvent event = Breakers.opened("crm", Reason.CERTIFICATE_EXPIRED, time.instant());
    take(event);

    JsonNode told = post.bodies().getFirst();
    assertThat(told.at("/target").asText()).isEqualTo("crm");
    assertThat(told.at("/labels/team").asText()).isEqualTo("ivr");
    assertThat(told.at("/from").asText()).isEqualTo("closed");
    assertThat(told.at("/to").asText()).isEqualTo("open");
    assertThat(told.at("/time").asText()).isEqualTo(ReportJson.time(time.instant()));
    assertThat(told.at("/breaker/state").asText()).isEqualTo("open");
    assertThat(told.at("/breaker/failures").asInt()).isEqualTo(2);
    assertThat(told.at("/breaker/until").asText())
        .isEqualTo(ReportJson.time(time.instant().plus(Duration.ofMinutes(1))));
    assertThat(told.at("/cause"))
        .isEqualTo(new ObjectMapper().readTree(ReportJson.of(event.cause())));
    assertThat(told.at("/cause/reason").asText()).isEqualTo("certificate_expired");
    assertThat(counts.of(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void openingAndClosingAreToldOnceEach() {
    open("crm", Reason.CONNECT_REFUSED);
    close("crm");
    close("crm");
    assertThat(told()).containsExactly("crm open connect_refused", "crm closed ");
  }

  @Test
  void aFailedTrialIsNewsOnlyWithAnotherReason() {
    open("crm", Reason.CONNECT_REFUSED);
    open("crm", Reason.CONNECT_REFUSED);
    open("crm", Reason.CERTIFICATE_EXPIRED);
    assertThat(told()).containsExactly("crm open connect_refused", "crm open certificate_expired");
  }

  @Test
  void aBusyReceiverIsTriedAgainAfterGrowingPauses() {
    post.answers(ScriptedPost.BUSY, ScriptedPost.BUSY, ScriptedPost.BUSY);
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofMinutes(10));

    List<Duration> moments = post.moments();
    assertThat(moments).hasSize(4);
    assertThat(pause(moments, 1)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(pause(moments, 2)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(pause(moments, 3)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(counts.of(Outcome.DELIVERED)).isEqualTo(1);
    assertThat(counts.of(Outcome.FAILED)).isZero();
  }

  @Test
  void agentsDoNotComeInStep() {
    post.answers(ScriptedPost.BUSY, ScriptedPost.BUSY);
    open("one", Reason.CONNECT_REFUSED);
    open("two", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofMinutes(1));
    assertThat(post.moments().get(2)).isNotEqualTo(post.moments().get(3));
  }

  @Test
  void aReceiverIsGivenUpAfterFourAttempts() {
    post.answers(ScriptedPost.BUSY, ScriptedPost.BUSY, ScriptedPost.BUSY, ScriptedPost.BUSY);
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofHours(1));
    assertThat(post.bodies()).hasSize(4);
    assertThat(counts.of(Outcome.FAILED)).isEqualTo(1);
    assertThat(webhook.queued()).isZero();
  }

  @Test
  void whatWasLostIsToldByTheNextFailedTrial() {
    post.answers(ScriptedPost.REFUSED);
    open("crm", Reason.CONNECT_REFUSED);
    open("crm", Reason.CONNECT_REFUSED);
    assertThat(post.bodies()).hasSize(2);
    assertThat(counts.of(Outcome.DELIVERED)).isEqualTo(1);
  }

  @Test
  void aReceiverIsLeftAloneForAsLongAsItAsks() {
    post.answers(new Answer.Later("busy", Optional.of(Duration.ofSeconds(17)), false));
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofMinutes(1));
    assertThat(pause(post.moments(), 1)).isBetween(Duration.ofSeconds(17), Duration.ofSeconds(18));
  }

  @Test
  void noReceiverIsWaitedForLongerThanHalfAMinute() {
    post.answers(new Answer.Later("busy", Optional.of(Duration.ofDays(17)), false));
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofMinutes(1));
    assertThat(pause(post.moments(), 1)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    post.answers(ScriptedPost.REFUSED);
    open("crm", Reason.CONNECT_REFUSED);
    time.advance(Duration.ofHours(1));
    assertThat(post.bodies()).hasSize(1);
    assertThat(counts.of(Outcome.FAILED)).isEqualTo(1);
  }

  @Test
  void anOpeningThatGotNowhereIsForgottenWhenItCloses() {
    post.answers(ScriptedPost.BUSY);
    open("crm", Reason.CONNECT_REFUSED);
    close("crm");
    time.advance(Duration.ofMinutes(1));
    assertThat(told()).containsExactly("crm open connect_refused");
    assertThat(webhook.queued()).isZero();
  }

  @Test
  void anOpeningThatPerhapsArrivedIsFollowedByItsEnd() {
    post.answers(ScriptedPost.LOST);
    open("crm", Reason.CONNECT_REFUSED);
    close("crm");
    time.advance(Duration.ofMinutes(1));
    assertThat(told()).containsExactly("crm open connect_refused", "crm closed ");
  }

  @Test
  void ofATargetOnlyTheNewestWaits() {
    post.hold();
    open("crm", Reason.CONNECT_REFUSED);
    open("crm", Reason.CONNECT_TIMEOUT);
    open("crm", Reason.CERTIFICATE_EXPIRED);
    assertThat(webhook.queued()).isEqualTo(2);
    post.release();
    post.release();
    assertThat(told()).containsExactly("crm open connect_refused", "crm open certificate_expired");
    assertThat(webhook.queued()).isZero();
  }

  @Test
  void fourAreUnderWayAtOnceAndAThousandWait() {
    post.hold();
    for (int number = 0; number < 1010; number++) {
      open("t" + number, Reason.CONNECT_REFUSED);
    }
    assertThat(post.bodies()).hasSize(4);
    assertThat(webhook.queued()).isEqualTo(1004);
    assertThat(counts.of(Outcome.DROPPED)).isEqualTo(6);
  }

  @Test
  void whatWasDroppedNeedsNoEnd() {
    post.hold();
    for (int number = 0; number < 1005; number++) {
      open("t" + number, Reason.CONNECT_REFUSED);
    }
    close("t1004");
    assertThat(counts.of(Outcome.DROPPED)).isEqualTo(1);
  }

  @Test
  void whatIsGivenUpIsCounted() {
    post.hold();
    open("one", Reason.CONNECT_REFUSED);
    open("one", Reason.CERTIFICATE_EXPIRED);
    webhook.giveUp();
    post.release();
    assertThat(counts.of(Outcome.DROPPED)).isEqualTo(2);
    assertThat(webhook.queued()).isZero();
    assertThat(post.bodies()).hasSize(1);
  }

  private void open(String name, Reason reason) {
    take(Breakers.opened(name, reason, time.instant()));
  }

  private void close(String name) {
    take(Breakers.closed(name, time.instant()));
  }

  private void take(BreakerEvent event) {
    webhook.take(event);
    time.settle();
  }

  private List<String> told() {
    return post.bodies().stream()
        .map(body ->
            body.at("/target").asText()
                + " "
                + body.at("/to").asText()
                + " "
                + body.at("/cause/reason").asText())
        .toList();
  }

  private static Duration pause(List<Duration> moments, int index) {
    return moments.get(index).minus(moments.get(index - 1));
  }
}
