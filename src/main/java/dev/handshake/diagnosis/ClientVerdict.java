package dev.handshake.diagnosis;

import dev.handshake.observation.Observation;
import dev.handshake.reason.Reason;
import dev.handshake.target.Expectation;
import java.util.ArrayList;
import java.util.List;

/** Why our certificate, or its absence, was refused. A table, from top to bottom. */
final class ClientVerdict {
  private ClientVerdict() {}

  static Verdict of(Refusal refusal, Observation seen) {
    String who = Wording.who(seen);
    if (seen.client().late()) {
      return verdict(
          Reason.CLIENT_CERTIFICATE_REQUIRED,
          refusal,
          "%s asked for a client certificate only after the handshake (renegotiation or post-handshake authentication), which this probe does not answer; it ended %s."
              .formatted(who, refusal.how()),
          seen);
    }
    if (!seen.client().sent()) {
      return verdict(
          Reason.CLIENT_CERTIFICATE_REQUIRED,
          refusal,
          "%s wants a client certificate; none was sent, and it refused %s."
              .formatted(who, refusal.how()),
          seen);
    }
    return verdict(
        Reason.CLIENT_CERTIFICATE_REJECTED,
        refusal,
        "%s asked for a client certificate and refused %s %s."
            .formatted(who, shown(seen), refusal.how()),
        seen);
  }

  private static String shown(Observation seen) {
    return seen.target()
        .module()
        .identity()
        .map(name -> "the one of identity " + name)
        .orElse("ours");
  }

  private static Verdict verdict(Reason reason, Refusal refusal, String summary, Observation seen) {
    return new Verdict(
        reason, refusal.phase(), summary + expected(seen.target().module().expect()));
  }

  /** Which refusals were expected, where only some are. */
  private static String expected(Expectation expectation) {
    return switch (expectation) {
      case Expectation.Accepted() -> "";
      case Expectation.Refused(var reasons, _) when reasons.isEmpty() -> "";
      case Expectation.Refused(var reasons, var statuses) -> {
        List<String> all = new ArrayList<>(reasons.stream().sorted().map(Reason::word).toList());
        statuses.stream().sorted().forEach(status -> all.add("HTTP status " + status));
        yield " Expected was " + String.join(" or ", all) + ".";
      }
    };
  }
}
