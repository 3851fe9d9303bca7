package dev.handshake.certificate;

import dev.handshake.certificate.RevocationStatus.Good;
import dev.handshake.certificate.RevocationStatus.Invalid;
import dev.handshake.certificate.RevocationStatus.Revoked;
import dev.handshake.certificate.RevocationStatus.Stale;
import dev.handshake.certificate.RevocationStatus.Unknown;
import dev.handshake.reason.Reason;
import dev.handshake.reason.Remark;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What all evidence on revocation comes to. One good word about a certificate is enough, one word
 * of revocation is too much, and what nobody can tell is neither good nor an alarm.
 */
final class RevocationVerdict {
  private RevocationVerdict() {}

  /** Whether there is nothing to say beside what was found of the chain. */
  static boolean changesNothing(RevocationQuestion question, List<RevocationEvidence> evidence) {
    return evidence.isEmpty() && !demanded(question);
  }

  static ChainFindings of(
      RevocationQuestion question, X509Certificate leaf, List<RevocationEvidence> evidence) {
    List<Fault> faults = new ArrayList<>();
    evidence.forEach(word -> fault(word).ifPresent(faults::add));
    missing(question, leaf, evidence).ifPresent(faults::add);
    Set<Integer> settled =
        evidence.stream()
            .filter(word -> word.status() instanceof Good || word.status() instanceof Revoked)
            .map(RevocationEvidence::position)
            .collect(Collectors.toSet());
    List<RevocationEvidence> open =
        evidence.stream().filter(word -> !settled.contains(word.position())).toList();
    open.stream()
        .filter(word -> !isStaleStaple(word))
        .findFirst()
        .map(word -> new Fault(Remark.REVOCATION_UNKNOWN, sentence(word)))
        .ifPresent(faults::add);
    return question.findings().with(faults, passed(evidence, open), evidence);
  }

  private static Optional<Boolean> passed(
      List<RevocationEvidence> evidence, List<RevocationEvidence> open) {
    if (evidence.stream().anyMatch(word -> word.status() instanceof Revoked)) {
      return Optional.of(false);
    }
    return evidence.isEmpty() || !open.isEmpty() ? Optional.empty() : Optional.of(true);
  }

  private static Optional<Fault> fault(RevocationEvidence word) {
    return switch (word.status()) {
      case Revoked(var since, var reason) ->
          Optional.of(
              new Fault(
                  Reason.CERTIFICATE_REVOKED,
                  word.subject()
                      + " was revoked on "
                      + since
                      + reason.map(why -> " (" + why + ")").orElse("")
                      + ", says "
                      + speaker(word.source())
                      + "."));
      case Stale _ when isStaleStaple(word) ->
          Optional.of(new Fault(Remark.STAPLE_STALE, sentence(word)));
      case Stale _, Good _, Unknown _, Invalid _ -> Optional.empty();
    };
  }

  private static boolean isStaleStaple(RevocationEvidence word) {
    return word.source() == RevocationSource.STAPLE && word.status() instanceof Stale;
  }

  private static boolean demanded(RevocationQuestion question) {
    return question.stapleRequired() || question.chain().leaf().demandsStaple();
  }

  /** RFC 7633: a demanded staple that does not hold is as good as none. */
  private static Optional<Fault> missing(
      RevocationQuestion question, X509Certificate leaf, List<RevocationEvidence> evidence) {
    if (!demanded(question)) {
      return Optional.empty();
    }
    String demand =
        (question.chain().leaf().demandsStaple()
                ? Shown.name(leaf) + " demands"
                : "The policy demands")
            + " a stapled OCSP answer, and ";
    return switch (question.staple()) {
      case Staple.NotAsked() -> Optional.empty();
      case Staple.Absent() ->
          Optional.of(
              new Fault(Reason.CERTIFICATE_STAPLE_MISSING, demand + "the server sent none."));
      case Staple.Sent _ when question.certified().isEmpty() -> Optional.empty();
      case Staple.Sent _ ->
          evidence.stream()
              .filter(word -> word.source() == RevocationSource.STAPLE)
              .filter(
                  word -> !(word.status() instanceof Good) && !(word.status() instanceof Revoked))
              .findFirst()
              .map(word ->
                  new Fault(
                      Reason.CERTIFICATE_STAPLE_MISSING,
                      demand
                          + "the one sent does not hold: "
                          + word.status().explanation().orElse("")
                          + "."));
    };
  }

  private static String sentence(RevocationEvidence word) {
    return "Whether "
        + word.subject()
        + " was revoked, "
        + speaker(word.source())
        + " does not tell: "
        + word.status().explanation().orElse("it says nothing")
        + ".";
  }

  private static String speaker(RevocationSource source) {
    return switch (source) {
      case STAPLE -> "the stapled OCSP answer";
      case CRL -> "a revocation list of its issuer";
      case OCSP -> "its OCSP responder";
    };
  }
}
