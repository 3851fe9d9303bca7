package dev.handshake.schedule;

import java.time.Instant;

/** When a task that has just run is due again. */
public sealed interface Next {
  /** At its next regular time. */
  record Regular() implements Next {}

  /**
   * Earlier than that; at its next regular time where that comes first. The times after it are the
   * regular ones again.
   *
   * @param due one that is past means at once
   * @param urgent whether it goes before what is regularly due
   */
  record Sooner(Instant due, boolean urgent) implements Next {}
}
