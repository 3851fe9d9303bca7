package dev.handshake.report;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.diagnosis.Diagnosis;
import dev.handshake.observation.Observation;
import dev.handshake.target.Target;
import java.util.Optional;

/**
 * The joined result of one examination: what was seen, what is true of the chain, and what it
 * means.
 *
 * @param chain present where a chain was seen
 */
public record Report(Observation observation, Optional<ChainFindings> chain, Diagnosis diagnosis) {
  public Target target() {
    return observation.target();
  }
}
