package dev.handshake.monitor;

import dev.handshake.diagnosis.Diagnoser;
import dev.handshake.diagnosis.Facts;
import dev.handshake.observation.ClientAuthentication;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.observation.Timings;
import dev.handshake.reason.Phase;
import dev.handshake.report.Report;
import dev.handshake.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The report on an examination that gave none: our own fault, and never silent. */
final class FailedExamination {
  private FailedExamination() {}

  /**
   * Reports a fault, by its kind alone: what it says of itself is for the log.
   *
   * @param started when the examination began
   * @param total how long it took
   */
  static Report report(Target target, Instant started, Duration total, Throwable fault) {
    String detail =
        "an examination ended with %s, of which the log says more"
            .formatted(fault.getClass().getSimpleName());
    Observation seen =
        new Observation(
            target,
            started,
            Optional.empty(),
            List.of(),
            new Timings(Map.of(), total),
            new Outcome.OwnFault(Phase.RESOLVE, detail),
            Optional.empty(),
            ClientAuthentication.NONE,
            Optional.empty(),
            Optional.empty(),
            false,
            false);
    return new Report(
        seen, Optional.empty(), Diagnoser.diagnose(seen, Optional.empty(), Facts.NONE));
  }
}
