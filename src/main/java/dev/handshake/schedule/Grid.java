package dev.handshake.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The instants at which one task is regularly due: one in every interval, at a place that follows
 * from its name alone. Many names lie evenly over the interval, and a restart moves none.
 *
 * @param interval from one slot to the next
 * @param fraction where in each interval the slot lies, from 0 up to but not including 1
 */
public record Grid(Duration interval, double fraction) {
  /** The first round of all tasks is over after this, however long their intervals are. */
  static final Duration FIRST_ROUND = Duration.ofSeconds(30);

  public Grid {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: more than zero)");
    }
  }

  /** The instants of a task of this name. */
  public static Grid of(String name, Duration interval) {
    return new Grid(interval, fraction(name));
  }

  /**
   * When a task that has never run is first due: at a slot, or sooner where those are far apart.
   */
  Instant first(Instant now) {
    if (interval.compareTo(FIRST_ROUND) <= 0) {
      return after(now.minusNanos(1));
    }
    return now.plusNanos((long) (FIRST_ROUND.toNanos() * fraction));
  }

  /** The first slot later than an instant. */
  public Instant after(Instant instant) {
    long nanos = interval.toNanos();
    long sinceSlot = Math.floorMod(nanosOf(instant) - offset(), nanos);
    return instant.plusNanos(nanos - sinceSlot);
  }

  /** How many slots lie later than {@code from} and not later than {@code to}. */
  long slots(Instant from, Instant to) {
    return Math.max(0, index(to) - index(from));
  }

  private long index(Instant instant) {
    return Math.floorDiv(nanosOf(instant) - offset(), interval.toNanos());
  }

  private long offset() {
    return (long) (interval.toNanos() * fraction);
  }

  private static long nanosOf(Instant instant) {
    return Instant.EPOCH.until(instant, ChronoUnit.NANOS);
  }

  /** FNV-1a over the characters, then MurmurHash3's finalizer, since like names differ little. */
  private static double fraction(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int at = 0; at < name.length(); at++) {
      hash = (hash ^ name.charAt(at)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return (hash >>> 11) * 0x1.0p-53;
  }
}
