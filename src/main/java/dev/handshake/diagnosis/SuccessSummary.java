package dev.handshake.diagnosis;

import dev.handshake.observation.Connection;
import dev.handshake.observation.Observation;
import dev.handshake.reason.Acceptance;
import dev.handshake.reason.Evidence;
import dev.handshake.reason.Reason;

/** What a good probe is summed up as. */
final class SuccessSummary {
  private SuccessSummary() {}

  static String accepted(Answer answer, Observation seen) {
    String over =
        seen.connection()
            .flatMap(Connection::protocol)
            .map(version -> " over " + version.word())
            .orElse("");
    return "%s completed the handshake%s%s.".formatted(Wording.who(seen), over, and(answer, seen));
  }

  static String refused(Reason word, Answer answer, Observation seen) {
    String how =
        answer
            .refusal()
            .map(Refusal::how)
            .or(() -> seen.http().map(http -> "with HTTP status " + http.status()))
            .orElse("");
    return "%s refused us as it must, %s: %s.".formatted(Wording.who(seen), how, word.word());
  }

  private static String and(Answer answer, Observation seen) {
    return switch (answer.acceptance().orElse(Acceptance.NOT_REQUESTED)) {
      case NOT_REQUESTED ->
          seen.http().map(http -> " and answered with HTTP status " + http.status()).orElse("");
      case CONFIRMED ->
          (seen.client().sent()
                  ? " and accepted our certificate"
                  : " and let us in without a certificate")
              + answer.evidence().map(proof -> ", as " + by(proof, seen) + " proves").orElse("");
      case UNCONFIRMED ->
          " and asked for a client certificate; whether we are let in it did not say";
      case REJECTED -> " and refused us";
    };
  }

  private static String by(Evidence proof, Observation seen) {
    return switch (proof) {
      case SERVER_FINISHED -> "its Finished, on the TLS layer alone,";
      case SESSION_TICKET -> "a session ticket, on the TLS layer alone,";
      case APPLICATION_DATA -> "application data";
      case HTTP_STATUS ->
          seen.http().map(http -> "HTTP status " + http.status()).orElse("an HTTP answer");
    };
  }
}
