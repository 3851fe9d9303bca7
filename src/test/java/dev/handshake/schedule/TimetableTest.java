package dev.handshake.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handshake.schedule.Timetable.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Next REGULAR = new Next.Regular();

  private final Timetable timetable = new Timetable();
  private final Grid grid = Grid.of("crm", INTERVAL);
  private final Instant slot =
      grid.after(Instant.ofEpochSecond(ThreadLocalRandom.current().nextLong(4_000_000_000L)));

  @Test
  void nothingIsDueInAnEmptyOne() {
    assertThat(timetable.nextDue()).isEmpty();
    assertThat(timetable.take(slot, 10)).isEmpty();
  }

  @Test
  void aNewTaskIsDueInTheFirstRound() {
    timetable.put("crm", INTERVAL, Optional.empty(), slot.minusSeconds(29));
    assertThat(timetable.nextDue()).contains(slot);
    assertThat(timetable.take(slot.minusNanos(1), 10)).isEmpty();
    assertThat(timetable.take(slot, 10)).containsExactly(new Due("crm", slot));
  }

  @Test
  void whatIsTakenIsNotHandedOutAgainBeforeItHasEnded() {
    add("crm", slot);
    timetable.take(slot, 10);
    assertThat(timetable.nextDue()).isEmpty();
    assertThat(timetable.take(slot.plusSeconds(300), 10)).isEmpty();
    timetable.ended("crm", REGULAR, slot.plusSeconds(1));
    assertThat(timetable.nextDue()).contains(slot.plus(INTERVAL));
  }

  @Test
  void theLongestOverdueGoesFirst() {
    add("c", slot.plusSeconds(3));
    add("a", slot.plusSeconds(1));
    add("b", slot.plusSeconds(2));
    assertThat(timetable.take(slot.plusSeconds(5), 2))
        .extracting(Due::task)
        .containsExactly("a", "b");
  }

  @Test
  void theUrgentGoBeforeTheRegularOnceTheyAreDue() {
    add("crm", slot);
    timetable.take(slot, 1);
    add("regular", slot.plusSeconds(1));
    timetable.ended("crm", new Next.Sooner(slot.plusSeconds(10), true), slot.plusSeconds(1));
    assertThat(timetable.take(slot.plusSeconds(9), 1)).extracting(Due::task).contains("regular");
    add("other", slot.plusSeconds(2));
    assertThat(timetable.take(slot.plusSeconds(10), 1)).extracting(Due::task).contains("crm");
  }

  @Test
  void afterABroughtForwardRunItIsBackOnItsGrid() {
    add("crm", slot);
    timetable.take(slot, 1);
    timetable.ended("crm", new Next.Sooner(slot.plusSeconds(10), true), slot.plusSeconds(3));
    assertThat(timetable.take(slot.plusSeconds(11), 1))
        .containsExactly(new Due("crm", slot.plusSeconds(10)));
    timetable.ended("crm", REGULAR, slot.plusSeconds(12));
    assertThat(timetable.nextDue()).contains(slot.plusSeconds(30));
  }

  @Test
  void nothingIsPutOffByBringingItForward() {
    add("crm", slot);
    timetable.take(slot, 1);
    timetable.ended("crm", new Next.Sooner(slot.plusSeconds(45), true), slot.plusSeconds(3));
    assertThat(timetable.nextDue()).contains(slot.plusSeconds(30));
  }

  @Test
  void aTimeThatHasPassedMeansAtOnce() {
    add("crm", slot);
    timetable.take(slot, 1);
    timetable.ended("crm", new Next.Sooner(slot.plusSeconds(1), true), slot.plusSeconds(8));
    assertThat(timetable.nextDue()).contains(slot.plusSeconds(8));
  }

  @Test
  void slotsThatPassDuringARunAreLeftOutAndCounted() {
    add("crm", slot);
    timetable.take(slot, 1);
    assertThat(timetable.ended("crm", REGULAR, slot.plusSeconds(65))).isEqualTo(2);
    assertThat(timetable.nextDue()).contains(slot.plusSeconds(90));
  }

  @Test
  void aThousandRoundsDoNotDrift() {
    add("crm", slot);
    for (int round = 0; round < 1_000; round++) {
      Instant due = timetable.nextDue().orElseThrow();
      timetable.take(due.plusMillis(7), 1);
      assertThat(timetable.ended("crm", REGULAR, due.plusMillis(1_234))).isZero();
    }
    assertThat(timetable.nextDue()).contains(slot.plus(INTERVAL.multipliedBy(1_000)));
  }

  @Test
  void aRemovedTaskIsNoLongerDue() {
    add("crm", slot);
    timetable.remove("crm");
    timetable.remove("unknown");
    assertThat(timetable.nextDue()).isEmpty();
  }

  @Test
  void aTaskRemovedWhileItRunsEndsForGood() {
    add("crm", slot);
    timetable.take(slot, 1);
    timetable.remove("crm");
    timetable.dueNow("crm", slot);
    assertThat(timetable.ended("crm", REGULAR, slot.plusSeconds(100))).isZero();
    assertThat(timetable.nextDue()).isEmpty();
  }

  @Test
  void aTaskRemovedAndAddedWhileItRunsDoesNotRunTwiceAtOnce() {
    add("crm", slot);
    timetable.take(slot, 1);
    timetable.remove("crm");
    add("crm", slot.plusSeconds(1));
    assertThat(timetable.take(slot.plusSeconds(2), 1)).isEmpty();
    timetable.ended("crm", REGULAR, slot.plusSeconds(3));
    assertThat(timetable.nextDue()).contains(slot.plusSeconds(3));
  }

  @Test
  void dueNowGoesFirst() {
    add("early", slot);
    add("crm", slot.plusSeconds(20));
    timetable.dueNow("crm", slot.plusSeconds(5));
    assertThat(timetable.take(slot.plusSeconds(5), 1))
        .containsExactly(new Due("crm", slot.plusSeconds(5)));
  }

  @Test
  void dueNowDuringARunIsTakenUpAtItsEnd() {
    add("crm", slot);
    timetable.take(slot, 1);
    timetable.dueNow("crm", slot.plusSeconds(1));
    timetable.ended("crm", REGULAR, slot.plusSeconds(4));
    assertThat(timetable.take(slot.plusSeconds(4), 1))
        .containsExactly(new Due("crm", slot.plusSeconds(4)));
    timetable.ended("crm", REGULAR, slot.plusSeconds(5));
    assertThat(timetable.nextDue()).contains(slot.plusSeconds(30));
  }

  @Test
  void theSameIntervalAgainChangesNothing() {
    add("crm", slot.plusSeconds(20));
    timetable.put("crm", INTERVAL, Optional.empty(), slot);
    assertThat(timetable.nextDue()).contains(slot.plusSeconds(20));
  }

  @Test
  void anotherIntervalIsAnotherGrid() {
    add("crm", slot.plusSeconds(20));
    Duration other = Duration.ofSeconds(7);
    timetable.put("crm", other, Optional.empty(), slot);
    assertThat(timetable.nextDue()).contains(Grid.of("crm", other).first(slot));
  }

  @Test
  void endingWhatWasNotTakenIsAMistake() {
    add("crm", slot);
    for (String task : List.of("crm", "unknown")) {
      assertThatThrownBy(() -> timetable.ended(task, REGULAR, slot))
          .hasMessage("task: " + task + " (expected: one that was taken)");
    }
  }

  private void add(String task, Instant due) {
    timetable.put(task, INTERVAL, Optional.of(due), due);
  }
}
