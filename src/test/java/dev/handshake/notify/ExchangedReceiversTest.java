package dev.handshake.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.breaker.BreakerState;
import dev.handshake.reason.Reason;
import dev.handshake.report.TargetStatus;
import dev.handshake.schedule.VirtualTime;
import dev.handshake.target.Target;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who hears of a breaker whose receivers are exchanged while it is open. */
class ExchangedReceiversTest {
  private static final Target CRM = Breakers.target("crm");

  private final VirtualTime time = new VirtualTime();
  private final Counts counts = new Counts();
  private final Attempts attempts = new Attempts(new SplittableRandom());
  private final ScriptedPost first = new ScriptedPost(time);
  private final ScriptedPost second = new ScriptedPost(time);

  @Test
  void aNewAlertmanagerIsToldWhatIsOpenSinceWhenItIsAndHearsTheEnd() {
    Notifier notifier = notifier(alertmanager(first));
    opens(notifier);
    Instant opened = time.instant();
    time.advance(Duration.ofMinutes(3));
    opens(notifier);

    become(notifier, alertmanager(second));
    assertThat(second.bodies()).hasSize(1);
    assertThat(Instant.parse(second.bodies().getFirst().at("/0/startsAt").asText()))
        .isBetween(opened.minusSeconds(1), opened);

    int before = first.bodies().size();
    works(notifier);
    assertThat(Instant.parse(second.bodies().getLast().at("/0/endsAt").asText()))
        .isBeforeOrEqualTo(time.instant());
    time.advance(Duration.ofMinutes(10));
    assertThat(first.bodies()).as("whoever has left is told nothing more").hasSize(before);
  }

  @Test
  void aNewWebhookHearsOfTheEndOfWhatItWasToldToBeOpen() {
    Notifier notifier = notifier(webhook(first));
    opens(notifier);
    become(notifier, webhook(first), webhook(second));
    works(notifier);
    assertThat(second.bodies())
        .extracting(body -> body.at("/to").asText())
        .containsExactly("open", "closed");
  }

  @Test
  void whatHasClosedIsNoNewsToANewReceiver() {
    Notifier notifier = notifier(webhook(first));
    opens(notifier);
    works(notifier);
    become(notifier, webhook(second));
    assertThat(second.bodies()).isEmpty();
  }

  @Test
  void aReceiverThatStaysIsToldNothingAgain() {
    Receiver stays = webhook(first);
    Notifier notifier = notifier(stays);
    opens(notifier);
    become(notifier, webhook(second), stays);
    assertThat(first.bodies()).hasSize(1);
    works(notifier);
    assertThat(first.bodies()).hasSize(2);
  }

  @Test
  void whatWaitsForAReceiverThatGoesIsStillTold() {
    Notifier notifier = notifier(webhook(first));
    first.answers(ScriptedPost.BUSY);
    opens(notifier);
    Map<Receiver, Future<Void>> gone = notifier.become(List.of(webhook(second)));
    time.settle();
    Future<Void> told = gone.values().iterator().next();
    assertThat(told.isComplete()).isFalse();
    time.advance(Duration.ofMinutes(1));
    assertThat(told.succeeded()).isTrue();
    assertThat(first.bodies()).as("once in vain").hasSize(2);
  }

  @Test
  void newsThatNobodyHadTimeToTakeGoToThoseThatWereThere() {
    Notifier notifier = notifier(webhook(first));
    reportOpen(notifier);
    var _ = notifier.become(List.of());
    time.settle();
    assertThat(first.bodies()).hasSize(1);
  }

  @Test
  void whatWasOpenBeforeAnybodyListenedIsTold() {
    Notifier notifier = notifier();
    opens(notifier);
    become(notifier, webhook(first));
    assertThat(first.bodies()).hasSize(1);
  }

  private Notifier notifier(Receiver... receivers) {
    return new Notifier(List.of(receivers), time, time);
  }

  private void become(Notifier notifier, Receiver... next) {
    var _ = notifier.become(List.of(next));
    time.settle();
  }

  private void opens(Notifier notifier) {
    reportOpen(notifier);
    time.settle();
  }

  private void reportOpen(Notifier notifier) {
    var cause = Breakers.failing(CRM, Reason.CONNECT_REFUSED, time.instant());
    notifier.report(cause, Breakers.open(time.instant()));
    notifier.transition(CRM, BreakerState.CLOSED, BreakerState.OPEN, cause);
  }

  private void works(Notifier notifier) {
    var cause = Breakers.fine(CRM, time.instant());
    notifier.report(cause, TargetStatus.CLOSED);
    notifier.transition(CRM, BreakerState.HALF_OPEN, BreakerState.CLOSED, cause);
    time.settle();
  }

  private Receiver webhook(ScriptedPost post) {
    return new Webhook(post, time, attempts, ledger("webhooks[0]"));
  }

  private Receiver alertmanager(ScriptedPost post) {
    URI agent = URI.create("http://agent.example.com/");
    return new Alertmanager(post, () -> agent, time, time, attempts, ledger("alertmanagers[0]"))
        .start();
  }

  private Ledger ledger(String name) {
    return new Ledger(name, "hooks.example.com", time, counts);
  }
}
