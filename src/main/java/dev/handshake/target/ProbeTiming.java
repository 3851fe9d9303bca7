package dev.handshake.target;

import java.time.Duration;
import java.util.Optional;

/**
 * How often a target is probed and how long each phase may take.
 *
 * @param interval from one probe's due time to the next
 * @param timeout bound on the whole probe
 * @param connectTimeout bound on TCP to one address
 * @param handshakeTimeout bound on ClientHello sent to our Finished sent
 * @param confirmTimeout how long silence after our Finished is listened to
 * @param confirmAfter how soon after a failure the second look comes
 * @param latencyBudget what connecting, handshake and request together may take before somebody who
 *     waits for the target gives up; it decides no probe, it is exported to be compared with
 */
public record ProbeTiming(
    Duration interval,
    Duration timeout,
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration confirmTimeout,
    Duration confirmAfter,
    Optional<Duration> latencyBudget) {
  public static final ProbeTiming DEFAULT =
      new ProbeTiming(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));

  public ProbeTiming {
    Positive.require("interval", interval);
    Positive.require("timeout", timeout);
    Positive.require("connect_timeout", connectTimeout);
    Positive.require("handshake_timeout", handshakeTimeout);
    Positive.require("confirm_timeout", confirmTimeout);
    Positive.require("confirm_after", confirmAfter);
    latencyBudget.ifPresent(budget -> Positive.require("latency_budget", budget));
  }

  /** A timing without a latency budget. */
  public ProbeTiming(
      Duration interval,
      Duration timeout,
      Duration connectTimeout,
      Duration handshakeTimeout,
      Duration confirmTimeout,
      Duration confirmAfter) {
    this(
        interval,
        timeout,
        connectTimeout,
        handshakeTimeout,
        confirmTimeout,
        confirmAfter,
        Optional.empty());
  }

  public ProbeTiming withTimeout(Duration whole) {
    return new ProbeTiming(
        interval,
        whole,
        connectTimeout,
        handshakeTimeout,
        confirmTimeout,
        confirmAfter,
        latencyBudget);
  }

  public ProbeTiming withLatencyBudget(Duration budget) {
    return new ProbeTiming(
        interval,
        timeout,
        connectTimeout,
        handshakeTimeout,
        confirmTimeout,
        confirmAfter,
        Optional.of(budget));
  }
}
