package dev.handshake.diagnosis;

import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_EXPIRED;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_NOT_YET_VALID;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_REJECTED;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_REQUIRED;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_REVOKED;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_UNTRUSTED;
import static dev.handshake.reason.Reason.CLIENT_CERTIFICATE_WRONG_EKU;

import dev.handshake.diagnosis.ClientEvidence.Proof;
import dev.handshake.observation.Alert;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Reason;
import dev.handshake.target.Expectation;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why our certificate, or its absence, was refused. A table, from top to bottom.
 *
 * <p>Servers use different alerts for one fault, and one alert for different faults. So what is
 * wrong with our certificate is known before the server speaks; its alert chooses among that, and
 * counts alone only where nothing is known to be wrong.
 */
final class ClientVerdict {
  private static final int CERTIFICATE_REVOKED = 44;
  private static final int CERTIFICATE_EXPIRED = 45;
  private static final int UNKNOWN_CA = 48;

  /** The faults that an alert is for, where it is for some; the word is the first that holds. */
  private static final Map<Integer, Set<Reason>> MEANT =
      Map.of(
          43,
          Set.of(CLIENT_CERTIFICATE_WRONG_EKU),
          CERTIFICATE_EXPIRED,
          Set.of(CLIENT_CERTIFICATE_EXPIRED, CLIENT_CERTIFICATE_NOT_YET_VALID),
          UNKNOWN_CA,
          Set.of(CLIENT_CERTIFICATE_UNTRUSTED));

  private ClientVerdict() {}

  static Verdict of(Refusal refusal, ClientEvidence evidence, Observation seen) {
    String who = Wording.who(seen);
    String how = refusal.how();
    if (seen.client().late()) {
      return verdict(
          CLIENT_CERTIFICATE_REQUIRED,
          refusal,
          "%s asked for a client certificate only after the handshake (renegotiation or post-handshake authentication), which this probe does not answer; it ended %s."
              .formatted(who, how),
          seen);
    }
    if (!seen.client().sent()) {
      return verdict(
          CLIENT_CERTIFICATE_REQUIRED,
          refusal,
          "%s wants a client certificate; none was sent, and it refused %s.".formatted(who, how),
          seen);
    }
    Proof proof = why(refusal, evidence);
    return verdict(
        proof.reason(),
        refusal,
        "%s asked for a client certificate and refused %s %s%s."
            .formatted(who, shown(seen, evidence), how, because(proof, refusal, evidence, seen)),
        seen);
  }

  private static Proof why(Refusal refusal, ClientEvidence evidence) {
    int alert = refusal.alert().map(Alert::code).orElse(-1);
    Stream<Proof> known = Stream.concat(evidence.proved().stream(), evidence.suggested().stream());
    Set<Reason> meant = MEANT.getOrDefault(alert, Set.of());
    if (alert == CERTIFICATE_REVOKED) {
      return new Proof(CLIENT_CERTIFICATE_REVOKED, "");
    }
    return known
        .filter(proof -> meant.contains(proof.reason()))
        .findFirst()
        .or(() -> evidence.proved().stream().findFirst())
        .or(() ->
            alert == UNKNOWN_CA
                ? Optional.of(new Proof(CLIENT_CERTIFICATE_UNTRUSTED, ""))
                : Optional.empty())
        .or(() -> evidence.suggested().stream().findFirst())
        .orElseGet(() -> new Proof(CLIENT_CERTIFICATE_REJECTED, ""));
  }

  private static String shown(Observation seen, ClientEvidence evidence) {
    String which =
        seen.target().module().identity().map(name -> "the one of identity " + name).orElse("ours");
    return which + evidence.certificate().map(facts -> " (" + facts + ")").orElse("");
  }

  /** What speaks for the word, and what else is proved to be wrong. */
  private static String because(
      Proof proof, Refusal refusal, ClientEvidence evidence, Observation seen) {
    if (evidence.certificate().isEmpty()) {
      return "";
    }
    if (proof.because().isEmpty()) {
      return proof.reason() == CLIENT_CERTIFICATE_REJECTED ? nothingWrong(refusal, seen) : "";
    }
    return evidence.proved().stream()
        .filter(other -> !other.equals(proof))
        .map(other -> "; besides, " + other.because())
        .collect(Collectors.joining("", ": " + proof.because(), ""));
  }

  private static String nothingWrong(Refusal refusal, Observation seen) {
    return refusal.alert().filter(alert -> alert.code() == CERTIFICATE_EXPIRED).isPresent()
        ? "; by our clock, %s, it is valid, so that the server's clock, its revocation list or an issuer that it holds may be out of date"
            .formatted(seen.time().truncatedTo(ChronoUnit.SECONDS))
        : "; our own check finds nothing wrong with it";
  }

  private static Verdict verdict(Reason reason, Refusal refusal, String summary, Observation seen) {
    return new Verdict(
        reason, refusal.phase(), summary + expected(seen.target().module().expect()));
  }

  /** Which refusals were expected, where only some are. */
  static String expected(Expectation expectation) {
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
