package dev.handshake.diagnosis;

import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.observation.Outcome;
import dev.handshake.reason.Check;
import dev.handshake.reason.Phase;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import dev.handshake.target.Expectation.Refused;
import dev.handshake.target.TlsVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server's answer says that must refuse what our ClientHello offers. */
final class OfferVerdict {
  private OfferVerdict() {}

  /** The one verdict on such a probe, its refusal included, which may be what is wanted. */
  static Verdict of(Observation seen) {
    return EndVerdict.of(seen).orElseGet(() -> accepted(seen));
  }

  private static Verdict accepted(Observation seen) {
    Optional<Connection> chosen = seen.connection();
    String version =
        chosen.flatMap(Connection::protocol).map(TlsVersion::word).orElse("what was offered");
    String suite = chosen.flatMap(Connection::cipher).map(cipher -> " with " + cipher).orElse("");
    return new Verdict(
        Reason.POLICY_VIOLATION,
        Phase.HANDSHAKE,
        "%s still accepts %s%s.".formatted(Wording.who(seen), version, suite));
  }

  /** The summary of a refusal that is one of those expected. */
  static String asItMust(Verdict refusal) {
    return refusal.summary() + " That is what is expected of it.";
  }

  /** The same verdict; a refusal that is none of those expected says which are. */
  static Verdict withExpected(Verdict verdict, Observation seen) {
    return Refused.OF_OFFER.contains(verdict.reason())
        ? new Verdict(
            verdict.reason(),
            verdict.phase(),
            verdict.summary() + ClientVerdict.expected(seen.target().module().expect()))
        : verdict;
  }

  /** Which policy the acceptance breaks; none where nothing was accepted. */
  static List<Remark> remarks(Observation seen) {
    boolean asked = seen.target().module().expect().isRefusalOfOffer();
    return asked && seen.outcome() instanceof Outcome.Completed
        ? List.of(aboutCiphers(seen) ? Remark.POLICY_CIPHER : Remark.POLICY_PROTOCOL)
        : List.of();
  }

  /** Whether the policy in question holds; empty where the server gave no answer to that. */
  static Map<Check, Boolean> checks(Observation seen, Optional<Reason> refusedWith) {
    Check check = aboutCiphers(seen) ? Check.CIPHER_POLICY : Check.PROTOCOL_POLICY;
    if (!remarks(seen).isEmpty()) {
      return Map.of(check, false);
    }
    boolean refused = seen.target().module().expect().isRefusalOfOffer() && refusedWith.isPresent();
    return refused ? Map.of(check, true) : Map.of();
  }

  private static boolean aboutCiphers(Observation seen) {
    return !seen.target().module().tls().ciphers().isEmpty();
  }
}
