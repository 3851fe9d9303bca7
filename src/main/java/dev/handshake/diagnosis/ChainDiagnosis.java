package dev.handshake.diagnosis;

import dev.handshake.certificate.ChainFindings;
import dev.handshake.certificate.Fault;
import dev.handshake.certificate.Purpose;
import dev.handshake.reason.Findings;
import dev.handshake.reason.Party;
import dev.handshake.reason.Reason;
import java.util.Optional;

/**
 * The verdict on a chain without a handshake, in the words of a probe.
 *
 * @param reason the first in precedence; empty where the chain is valid
 * @param party who has to act; empty where the chain is valid
 * @param summary one sentence with the concrete values
 * @param remedy what to do; empty where the chain is valid
 * @param findings all that is wrong or remarkable
 */
public record ChainDiagnosis(
    Optional<Reason> reason,
    Optional<Party> party,
    String summary,
    Optional<String> remedy,
    Findings findings) {

  /** Names what was found of a chain that is shown for the purpose. */
  public static ChainDiagnosis of(ChainFindings chain, Purpose purpose) {
    Findings findings = Findings.of(chain.faults().stream().map(Fault::finding).toList());
    for (Fault fault : chain.faults()) {
      if (fault.finding() instanceof Reason reason) {
        return new ChainDiagnosis(
            Optional.of(reason),
            Optional.of(party(reason, purpose)),
            fault.detail(),
            Optional.of(Remedies.of(said(reason, purpose))),
            findings);
      }
    }
    String fine =
        "The chain is good for %s, its path %s long."
            .formatted(purpose.text(), certificates(chain.path().size()));
    return new ChainDiagnosis(Optional.empty(), Optional.empty(), fine, Optional.empty(), findings);
  }

  private static String certificates(int number) {
    return number == 1 ? "1 certificate" : number + " certificates";
  }

  /** Who shows a client certificate is the client. */
  private static Party party(Reason reason, Purpose purpose) {
    return purpose == Purpose.CLIENT && reason.party() == Party.SERVER
        ? Party.CLIENT
        : reason.party();
  }

  /** The reason whose remedy speaks to whoever shows the certificate. */
  private static Reason said(Reason reason, Purpose purpose) {
    return switch (purpose) {
      case SERVER -> reason;
      case CLIENT ->
          switch (reason) {
            case CERTIFICATE_SELF_SIGNED, CERTIFICATE_UNTRUSTED, CERTIFICATE_CHAIN_INCOMPLETE ->
                Reason.CLIENT_CERTIFICATE_UNTRUSTED;
            case CERTIFICATE_EXPIRED -> Reason.CLIENT_CERTIFICATE_EXPIRED;
            case CERTIFICATE_NOT_YET_VALID -> Reason.CLIENT_CERTIFICATE_NOT_YET_VALID;
            case CERTIFICATE_WRONG_EKU, CERTIFICATE_WRONG_KEY_USAGE ->
                Reason.CLIENT_CERTIFICATE_WRONG_EKU;
            default -> reason;
          };
    };
  }
}
