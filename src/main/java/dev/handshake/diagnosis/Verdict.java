package dev.handshake.diagnosis;

import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;

/**
 * One reason that holds, where it was found, and the sentence that says so with this case's values.
 */
record Verdict(Reason reason, Phase phase, String summary) {}
