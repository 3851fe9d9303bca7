package dev.handshake.diagnosis;

import dev.handshake.observation.Alert;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Check;
import dev.handshake.reason.Findings;
import dev.handshake.reason.Party;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The verdict on one observation.
 *
 * @param success whether the target did what is expected of it
 * @param reason why not; empty on success
 * @param phase the phase in which the reason was found; empty on success
 * @param refusedWith the refusal that a target which must refuse answered with
 * @param findings all that is wrong or remarkable
 * @param summary one sentence with the concrete values
 * @param remedy what to do; empty on success
 * @param acceptance the server's answer to our certificate; empty where the handshake did not get
 *     that far
 * @param alert the alert that ended it, sent or received
 * @param checks the questions that were asked and answered, and whether the target passed; {@code
 *     mtls_enforced} only of a target that must refuse
 */
public record Diagnosis(
    boolean success,
    Optional<Reason> reason,
    Optional<Phase> phase,
    Optional<Reason> refusedWith,
    Findings findings,
    String summary,
    Optional<String> remedy,
    Optional<Acceptance> acceptance,
    Optional<Alert> alert,
    Map<Check, Boolean> checks) {
  public Diagnosis {
    if (success == reason.isPresent()) {
      throw new IllegalArgumentException(
          "reason: "
              + reason
              + " with success "
              + success
              + " (expected: a reason exactly on failure)");
    }
    EnumMap<Check, Boolean> copy = new EnumMap<>(Check.class);
    copy.putAll(checks);
    checks = Collections.unmodifiableMap(copy);
  }

  /** Who has to act; empty on success. */
  public Optional<Party> party() {
    return reason.map(Reason::party);
  }
}
