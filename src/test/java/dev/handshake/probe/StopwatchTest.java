package dev.handshake.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handshake.observation.Timings;
import dev.handshake.reason.Phase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A stopwatch times the peer, on a clock turned by hand. */
class StopwatchTest {
  private long now = System.nanoTime();
  private final Stopwatch stopwatch = new Stopwatch(() -> now);

  private void pass(long millis) {
    now += Duration.ofMillis(millis).toNanos();
  }

  private void read(long unreadForMillis) {
    stopwatch.waited(Duration.ofMillis(unreadForMillis).toNanos());
    stopwatch.heard();
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private void sendHello() {
    stopwatch.begin(Phase.HANDSHAKE);
    stopwatch.leaving();
  }

  @Test
  void whatLayUnreadIsNotThePeers() {
    sendHello();
    pass(30);
    read(20);
    stopwatch.end();

    Timings timings = stopwatch.timings();
    assertThat(timings.serverHello()).contains(millis(10));
    assertThat(timings.phases()).isEqualTo(Map.of(Phase.HANDSHAKE, millis(10)));
    assertThat(timings.total()).as("how long it really took").isEqualTo(millis(30));
  }

  @Test
  void eachAnswerOfAPhaseMayHaveLainThere() {
    sendHello();
    pass(10);
    read(4);
    stopwatch.leaving();
    stopwatch.seenTo();
    pass(10);
    read(3);
    stopwatch.end();

    assertThat(stopwatch.timings().phases()).containsEntry(Phase.HANDSHAKE, millis(13));
  }

  @Test
  void aPieceThatWasNotAnsweredHeldNobodyUp() {
    sendHello();
    pass(10);
    read(4);
    stopwatch.seenTo();
    pass(10);
    read(3);
    stopwatch.end();

    assertThat(stopwatch.timings().phases()).containsEntry(Phase.HANDSHAKE, millis(17));
  }

  @Test
  void aPhaseThatTimeEndsIsAsLongAsItWas() {
    stopwatch.begin(Phase.REQUEST);
    pass(10);
    read(4);
    stopwatch.seenTo();
    pass(10);
    stopwatch.end();

    assertThat(stopwatch.timings().phases()).containsEntry(Phase.REQUEST, millis(20));
  }

  @Test
  void theHandshakeBeginsAsTheHelloLeaves() {
    stopwatch.begin(Phase.HANDSHAKE);
    pass(40);
    stopwatch.leaving();
    pass(5);
    read(0);
    stopwatch.leaving();
    stopwatch.end();

    Timings timings = stopwatch.timings();
    assertThat(timings.phases()).containsEntry(Phase.HANDSHAKE, millis(5));
    assertThat(timings.serverHello()).contains(millis(5));
  }

  @Test
  void ourOwnTurnsAreAddedUp() {
    sendHello();
    pass(10);
    read(0);
    pass(2);
    stopwatch.seenTo();
    pass(10);
    read(0);
    pass(3);
    stopwatch.end();
    pass(7);
    stopwatch.seenTo();

    Timings timings = stopwatch.timings();
    assertThat(timings.own()).isEqualTo(millis(5));
    assertThat(timings.serverHello()).contains(millis(10));
    assertThat(timings.phases()).containsEntry(Phase.HANDSHAKE, millis(25));
  }

  @Test
  void aClockThatSpeaksOfWhatWasReadBeforeSaysNothing() {
    sendHello();
    pass(10);
    read(0);
    pass(50);
    read(55);
    stopwatch.end();

    assertThat(stopwatch.timings().phases()).containsEntry(Phase.HANDSHAKE, millis(60));
  }

  @Test
  void noAnswerIsOlderThanItsQuestion() {
    pass(5);
    sendHello();
    pass(1);
    read(4);
    stopwatch.end();

    Timings timings = stopwatch.timings();
    assertThat(timings.serverHello()).contains(Duration.ZERO);
    assertThat(timings.phases()).containsEntry(Phase.HANDSHAKE, Duration.ZERO);
  }

  @Test
  void whatLayUnreadIsTakenOffThePhaseInHandAlone() {
    sendHello();
    pass(10);
    read(2);
    stopwatch.begin(Phase.CONFIRM);
    pass(10);
    read(6);
    stopwatch.begin(Phase.REQUEST);
    pass(1);

    Timings timings = stopwatch.timings();
    assertThat(timings.phases())
        .isEqualTo(
            Map.of(Phase.HANDSHAKE, millis(8), Phase.CONFIRM, millis(4), Phase.REQUEST, millis(1)));
    assertThat(timings.own()).isZero();
  }

  @Test
  void aServerThatNeverAnsweredHasNoHello() {
    sendHello();
    pass(10);

    assertThat(stopwatch.timings().serverHello()).isEmpty();
  }
}
