package dev.handshake.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Instant now =
      Instant.ofEpochSecond(ThreadLocalRandom.current().nextLong(4_000_000_000L), 123_456_789);

  @Test
  void slotsLieOneIntervalApart() {
    Grid grid = Grid.of("crm", INTERVAL);
    Instant slot = grid.after(now);
    assertThat(slot).isAfter(now).isBeforeOrEqualTo(now.plus(INTERVAL));
    assertThat(grid.after(slot)).isEqualTo(slot.plus(INTERVAL));
    assertThat(grid.after(slot.plusNanos(1))).isEqualTo(slot.plus(INTERVAL));
    assertThat(grid.after(slot.minusNanos(1))).isEqualTo(slot);
  }

  @Test
  void aNameHasTheSameSlotsInEveryRun() {
    Instant slot = Grid.of("crm", INTERVAL).after(now);
    Instant muchLater = slot.plus(INTERVAL.multipliedBy(1_000_000)).minusNanos(5);
    assertThat(Grid.of("crm", INTERVAL).after(muchLater)).isEqualTo(muchLater.plusNanos(5));
  }

  @Test
  void slotsBetweenAreCountedWithTheEndAndWithoutTheBeginning() {
    Grid grid = Grid.of("crm", INTERVAL);
    Instant slot = grid.after(now);
    assertThat(grid.slots(slot, slot.plus(INTERVAL).minusNanos(1))).isZero();
    assertThat(grid.slots(slot, slot.plus(INTERVAL))).isEqualTo(1);
    assertThat(grid.slots(slot.minusNanos(1), slot.plus(INTERVAL.multipliedBy(3)))).isEqualTo(4);
    assertThat(grid.slots(slot, slot.minusSeconds(90))).isZero();
  }

  @Test
  void tenThousandNamesLieEvenlyOverTheInterval() {
    assertEven(number -> "target-" + number);
    assertEven(number -> "host" + number + ".branch.example.com:443");
    assertEven(Integer::toString);
  }

  /** 30 buckets of a second: 333 names each, and a fair spread strays by less than 5 sigma. */
  private void assertEven(IntFunction<String> name) {
    Integer[] buckets = zeros(30);
    IntStream.range(0, 10_000)
        .mapToObj(name)
        .map(each -> Duration.between(Instant.EPOCH, Grid.of(each, INTERVAL).first(Instant.EPOCH)))
        .forEach(wait -> buckets[(int) wait.toSeconds()]++);
    assertThat(buckets).allSatisfy(count -> assertThat(count).isBetween(333 - 91, 333 + 91));
  }

  @Test
  void theFirstRoundOfShortIntervalsFollowsTheSlots() {
    Grid grid = Grid.of("crm", INTERVAL);
    assertThat(grid.first(now)).isEqualTo(grid.after(now.minusNanos(1)));
    Instant slot = grid.after(now);
    assertThat(grid.first(slot)).isEqualTo(slot);
  }

  @Test
  void theFirstRoundOfLongIntervalsIsOverInHalfAMinute() {
    Integer[] thirds = zeros(3);
    for (int number = 0; number < 3_000; number++) {
      Instant first = Grid.of("target-" + number, Duration.ofHours(1)).first(now);
      assertThat(first).isBetween(now, now.plusSeconds(30));
      thirds[(int) Duration.between(now, first).toSeconds() / 10]++;
    }
    assertThat(thirds).allSatisfy(count -> assertThat(count).isBetween(870, 1130));
  }

  @Test
  void anIntervalOfNothingIsRefused() {
    assertThatThrownBy(() -> Grid.of("crm", Duration.ZERO))
        .hasMessage("interval: PT0S (expected: more than zero)");
  }

  private static Integer[] zeros(int count) {
    Integer[] zeros = new Integer[count];
    Arrays.fill(zeros, 0);
    return zeros;
  }
}
