package dev.handshake.notify;

import java.time.Duration;
import java.util.Optional;

/** What became of one attempt to post. */
sealed interface Answer {
  /** The receiver has taken it. */
  record Taken() implements Answer {}

  /**
   * It will not be taken, however often it is tried.
   *
   * @param why fit for a log: no secret, and nothing that the receiver wrote
   */
  record Refused(String why) implements Answer {}

  /**
   * Another attempt may do better.
   *
   * @param after how long the receiver wishes to be left alone; empty where it does not say
   * @param perhapsTaken whether it may have got there although no answer said so
   */
  record Later(String why, Optional<Duration> after, boolean perhapsTaken) implements Answer {}
}
