package dev.handshake.genesys;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of the last run of a data action, without anything that it was given or gave back.
 *
 * @param organization by its configured name
 * @param region the organization's, by its name
 * @param action the action's id
 * @param time when the run began
 * @param took until the answer came
 * @param failure empty where the action succeeded
 */
public record ActionTestResult(
    String organization,
    String region,
    String action,
    Instant time,
    Duration took,
    Optional<Failure> failure) {
  /** The step of a run that never was, since the API did not take the order. */
  public static final String API = "api";

  /**
   * Where a run failed, and how; what the platform says may be anything and long.
   *
   * @param step the platform's name of the operation that failed first; {@link #API} where the
   *     action was not run, or nothing is known of the run
   * @param code the platform's code, such as an HTTP status; of {@link #API} a {@link SourceFault}
   */
  public record Failure(String step, String code) {}

  public boolean success() {
    return failure.isEmpty();
  }
}
