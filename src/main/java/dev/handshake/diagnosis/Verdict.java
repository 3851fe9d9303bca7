package dev.handshake.diagnosis;

import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import java.util.Optional;

/**
 * One reason that holds, where it was found, and the sentence that says so with this case's values.
 *
 * @param remedy what to do in this case, where more can be said than of the reason
 */
record Verdict(Reason reason, Phase phase, String summary, Optional<String> remedy) {
  Verdict(Reason reason, Phase phase, String summary) {
    this(reason, phase, summary, Optional.empty());
  }
}
