package dev.handshake.breaker;

import static dev.handshake.breaker.BreakerState.CLOSED;
import static dev.handshake.breaker.BreakerState.HALF_OPEN;
import static dev.handshake.breaker.BreakerState.OPEN;
import static dev.handshake.breaker.Verdict.FAILURE;
import static dev.handshake.breaker.Verdict.NOT_REACHED;
import static dev.handshake.breaker.Verdict.NO_CHANGE;
import static dev.handshake.breaker.Verdict.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BreakerTest {
  private final Instant start =
      Instant.ofEpochSecond(ThreadLocalRandom.current().nextLong(4_000_000_000L));
  private final Breaker breaker = new Breaker(BreakerSettings.DEFAULT);

  @Test
  void aNewBreakerIsClosed() {
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.failures()).isZero();
    assertThat(breaker.until()).isEmpty();
    assertThat(breaker.admit(start)).isInstanceOf(Admission.Probe.class);
  }

  @Test
  void oneFailureDoesNotOpenIt() {
    assertThat(probe(FAILURE, 0)).isEmpty();
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.failures()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 10, 59, 60})
  void twoFailuresDueWithinTheWindowOpenIt(long secondsApart) {
    probe(FAILURE, 0);
    assertThat(probe(FAILURE, secondsApart)).contains(new Transition(CLOSED, OPEN));
    assertThat(breaker.until()).contains(at(secondsApart + 60));
  }

  @Test
  void twoFailuresDueFurtherApartDoNot() {
    probe(FAILURE, 0);
    Instant late = at(60).plusNanos(1);
    assertThat(breaker.record(ticket(late), FAILURE, late, late)).isEmpty();
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.failures()).isEqualTo(2);
  }

  @Test
  void theWindowSlidesWithTheFailures() {
    probe(FAILURE, 0);
    probe(FAILURE, 100);
    assertThat(probe(FAILURE, 150)).contains(new Transition(CLOSED, OPEN));
  }

  @Test
  void theWindowIsMeasuredByDueTimesAndNotByEnds() {
    breaker.record(ticket(start), FAILURE, start, at(50));
    assertThat(breaker.record(ticket(at(60)), FAILURE, at(60), at(130)))
        .contains(new Transition(CLOSED, OPEN));
    assertThat(breaker.until()).contains(at(190));
  }

  @Test
  void aSuccessBetweenResetsTheCount() {
    probe(FAILURE, 0);
    probe(SUCCESS, 10);
    assertThat(probe(FAILURE, 20)).isEmpty();
    assertThat(breaker.failures()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_REACHED", "NO_CHANGE"})
  void whatSaysNothingAboutTheTargetNeverOpensIt(Verdict verdict) {
    for (int second = 0; second < 100; second += 10) {
      assertThat(probe(verdict, second)).isEmpty();
    }
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.failures()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_REACHED", "NO_CHANGE"})
  void whatSaysNothingAboutTheTargetLeavesTheCount(Verdict verdict) {
    probe(FAILURE, 0);
    probe(verdict, 10);
    assertThat(probe(FAILURE, 20)).contains(new Transition(CLOSED, OPEN));
  }

  @Test
  void openItSkipsUntilTheTrialIsDue() {
    open();
    assertThat(breaker.admit(at(69))).isEqualTo(new Admission.Skip(at(70)));
    assertThat(breaker.state()).isEqualTo(OPEN);
    assertThat(breaker.admit(at(70))).isInstanceOf(Admission.Trial.class);
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    assertThat(breaker.until()).isEmpty();
  }

  @Test
  void oneTrialAtATime() {
    open();
    breaker.admit(at(70));
    assertThat(breaker.admit(at(71))).isEqualTo(new Admission.Skip(at(70)));
  }

  @Test
  void aTrialThatSucceedsClosesIt() {
    open();
    assertThat(probe(SUCCESS, 70)).contains(new Transition(HALF_OPEN, CLOSED));
    assertThat(breaker.failures()).isZero();
    assertThat(probe(FAILURE, 100)).isEmpty();
  }

  @Test
  void eachFailedTrialDoublesTheTimeUpToItsMost() {
    open();
    List<Long> openSeconds = new ArrayList<>();
    for (int trial = 0; trial < 5; trial++) {
      Instant due = breaker.until().orElseThrow();
      assertThat(breaker.record(ticket(due), FAILURE, due, due))
          .contains(new Transition(HALF_OPEN, OPEN));
      openSeconds.add(Duration.between(due, breaker.until().orElseThrow()).toSeconds());
    }
    assertThat(openSeconds).containsExactly(120L, 240L, 300L, 300L, 300L);
    assertThat(breaker.failures()).isEqualTo(7);
  }

  @Test
  void aSuccessMakesTheTimeShortAgain() {
    open();
    probe(FAILURE, 70);
    probe(SUCCESS, 190);
    probe(FAILURE, 200);
    probe(FAILURE, 210);
    assertThat(breaker.until()).contains(at(270));
  }

  @Test
  void aTrialThatReachesNothingWaitsAsLongAgain() {
    open();
    probe(FAILURE, 70);
    assertThat(probe(NOT_REACHED, 190)).contains(new Transition(HALF_OPEN, OPEN));
    assertThat(breaker.until()).contains(at(310));
    assertThat(breaker.failures()).isEqualTo(3);
  }

  @Test
  void aTrialThatFailsByOurOwnFaultIsDueAgain() {
    open();
    assertThat(probe(NO_CHANGE, 70)).contains(new Transition(HALF_OPEN, OPEN));
    assertThat(breaker.admit(at(70))).isInstanceOf(Admission.Trial.class);
  }

  @Test
  void aSuccessThatBeganBeforeItOpenedDoesNotCloseIt() {
    Admission.Ticket early = ticket(start);
    open();
    assertThat(breaker.record(early, SUCCESS, start, at(30))).isEmpty();
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  @Test
  void aProbeThatBeganBeforeItOpenedDoesNotDecideATrial() {
    Admission.Ticket early = ticket(start);
    open();
    breaker.admit(at(70));
    assertThat(breaker.record(early, SUCCESS, start, at(71))).isEmpty();
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
  }

  @Test
  void aFailureThatBeganBeforeAResetIsNotCounted() {
    Admission.Ticket early = ticket(start);
    assertThat(breaker.reset()).isEmpty();
    assertThat(breaker.record(early, FAILURE, start, at(1))).isEmpty();
    assertThat(breaker.failures()).isZero();
  }

  @Test
  void aResetClosesItAndForgets() {
    open();
    probe(FAILURE, 70);
    assertThat(breaker.reset()).contains(new Transition(OPEN, CLOSED));
    assertThat(breaker.failures()).isZero();
    probe(FAILURE, 80);
    probe(FAILURE, 90);
    assertThat(breaker.until()).contains(at(150));
  }

  @Test
  void aResetDuringATrialClosesItAndTheTrialIsStale() {
    open();
    Admission.Ticket trial = ticket(at(70));
    assertThat(breaker.reset()).contains(new Transition(HALF_OPEN, CLOSED));
    assertThat(breaker.record(trial, FAILURE, at(70), at(71))).isEmpty();
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void oneFailureIsEnoughWhereTheSettingsSaySo() {
    Breaker strict = new Breaker(settings(1));
    Admission admission = strict.admit(start);
    assertThat(strict.record(ticketOf(admission), FAILURE, start, start))
        .contains(new Transition(CLOSED, OPEN));
  }

  @Test
  void settingsThatMakeNoSenseAreRefusedByName() {
    Duration minute = Duration.ofMinutes(1);
    assertThatThrownBy(() -> new BreakerSettings(0, minute, minute, minute))
        .hasMessage("breaker.failures: 0 (expected: at least 1)");
    assertThatThrownBy(() -> new BreakerSettings(2, Duration.ZERO, minute, minute))
        .hasMessageStartingWith("breaker.window: PT0S");
    assertThatThrownBy(() -> new BreakerSettings(2, minute, Duration.ZERO, minute))
        .hasMessageStartingWith("breaker.open_for: PT0S");
    assertThatThrownBy(() -> new BreakerSettings(2, minute, minute, Duration.ofSeconds(59)))
        .hasMessageStartingWith("breaker.max_open_for: PT59S");
  }

  @ParameterizedTest
  @EnumSource(BreakerState.class)
  void theWordIsTheNameInLowerCase(BreakerState state) {
    assertThat(state.word()).matches("closed|open|half_open").isEqualToIgnoringCase(state.name());
  }

  @Test
  void otherSettingsLeaveItWhereItStandsAndHoldForWhatComesNext() {
    AtomicReference<BreakerSettings> settings = new AtomicReference<>(settings(2));
    Breaker followed = new Breaker(settings::get);
    followed.record(followed.ticket(), FAILURE, at(0), at(0));
    followed.record(followed.ticket(), FAILURE, at(10), at(10));
    assertThat(followed.until()).contains(at(70));

    settings.set(
        new BreakerSettings(
            3, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(15)));
    assertThat(followed.state()).isEqualTo(OPEN);
    assertThat(followed.until()).contains(at(70));
    assertThat(followed.admit(at(70))).isInstanceOf(Admission.Trial.class);
    followed.record(followed.ticket(), FAILURE, at(70), at(70));
    assertThat(followed.until()).as("twice ten, and never more than 15").contains(at(85));

    assertThat(followed.admit(at(85))).isInstanceOf(Admission.Trial.class);
    followed.record(followed.ticket(), SUCCESS, at(85), at(85));
    for (int failure = 1; failure <= 3; failure++) {
      assertThat(followed.state()).isEqualTo(CLOSED);
      followed.record(followed.ticket(), FAILURE, at(90 + failure), at(90 + failure));
    }
    assertThat(followed.until()).contains(at(103));
  }

  @Test
  void fewerFailuresThanWereCountedOpenItAtTheNext() {
    AtomicReference<BreakerSettings> settings = new AtomicReference<>(settings(9));
    Breaker followed = new Breaker(settings::get);
    for (int failure = 0; failure < 5; failure++) {
      followed.record(followed.ticket(), FAILURE, at(failure), at(failure));
    }
    settings.set(settings(2));
    assertThat(followed.state()).isEqualTo(CLOSED);
    followed.record(followed.ticket(), FAILURE, at(5), at(5));
    assertThat(followed.state()).isEqualTo(OPEN);
  }

  private static BreakerSettings settings(int failures) {
    return new BreakerSettings(
        failures, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(5));
  }

  private void open() {
    probe(FAILURE, 0);
    assertThat(probe(FAILURE, 10)).contains(new Transition(CLOSED, OPEN));
  }

  private Optional<Transition> probe(Verdict verdict, long second) {
    return breaker.record(ticket(at(second)), verdict, at(second), at(second));
  }

  private Admission.Ticket ticket(Instant now) {
    return ticketOf(breaker.admit(now));
  }

  private static Admission.Ticket ticketOf(Admission admission) {
    return switch (admission) {
      case Admission.Probe(var ticket) -> ticket;
      case Admission.Trial(var ticket) -> ticket;
      case Admission.Skip(var until) -> throw new AssertionError("skipped until " + until);
    };
  }

  private Instant at(long second) {
    return start.plusSeconds(second);
  }
}
