package dev.handshake.breaker;

import java.time.Instant;

/** A breaker's answer to the question whether its target may be probed now. */
public sealed interface Admission {
  /** It may; the end of the probe is recorded with the ticket. */
  record Probe(Ticket ticket) implements Admission {}

  /** It may, as the one trial that decides whether the breaker closes; it is half-open now. */
  record Trial(Ticket ticket) implements Admission {}

  /**
   * It may not: nothing is to be sent.
   *
   * @param until when a trial is due; in the past while one is under way
   */
  record Skip(Instant until) implements Admission {}

  /**
   * Ties the end of a probe to the state of the breaker in which it began, so that one that ends
   * after the breaker has moved on is not taken for news.
   */
  record Ticket(long generation) {}
}
