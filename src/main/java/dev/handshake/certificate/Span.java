package dev.handshake.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * A time in which nothing changes that is told of given dates: neither whether one has come, nor
 * how many whole days it is away. Both ends are left out, since what holds at the very moment is
 * another question for each date.
 */
record Span(Instant after, Instant before) {
  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** The longest such time around a moment, at most a day; empty where it is one of those. */
  static Span around(Instant now, Collection<Instant> dates) {
    Instant after = now.minusSeconds(DAY);
    Instant before = now.plusSeconds(DAY);
    for (Instant date : dates) {
      long days = Math.floorDiv(Duration.between(date, now).toSeconds(), DAY);
      Instant last = date.plusSeconds(days * DAY);
      Instant next = last.plusSeconds(DAY);
      if (last.equals(now)) {
        return new Span(now, now);
      }
      after = last.isAfter(after) ? last : after;
      before = next.isBefore(before) ? next : before;
    }
    return new Span(after, before);
  }

  boolean contains(Instant moment) {
    return moment.isAfter(after) && moment.isBefore(before);
  }
}
