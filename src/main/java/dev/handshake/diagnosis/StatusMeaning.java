package dev.handshake.diagnosis;

import dev.handshake.observation.HttpAnswer;
import dev.handshake.observation.TokenUse;
import java.util.Optional;

/**
 * What an unexpected status says beside its number, and what to do about it: load, a service behind
 * the gateway and access tokens are no matter of TLS (RFC 9110, section 15; RFC 6585, section 4;
 * RFC 6750, section 3.1). A table.
 *
 * @param clause for the summary, without a full stop
 */
record StatusMeaning(String clause, String remedy) {
  private static final String TOKEN_ENDPOINT =
      "Look at the token endpoint, and at the id and the secret of the client under `http.oauth`: the server was asked without an access token; TLS is good.";

  /** Of an answer whose status is not expected; empty where the number says all. */
  static Optional<StatusMeaning> of(HttpAnswer answer) {
    Optional<StatusMeaning> load = load(answer);
    return switch (answer.token()) {
      case TokenUse.Missing(var why) -> Optional.of(missing(load, why));
      case TokenUse.NotWanted _ -> load.or(() -> withoutToken(answer));
      case TokenUse.Withheld _ -> load.or(() -> withheld(answer));
      case TokenUse.Borne _ -> load.or(() -> withToken(answer));
    };
  }

  private static Optional<StatusMeaning> load(HttpAnswer answer) {
    return switch (answer.status()) {
      case 429 ->
          meaning(
              "it has had too many requests%s, which is load and no fault of TLS"
                  .formatted(patience(answer)),
              "Look at the server's rate limit and at who else calls it, or give the target a longer `interval`: handshake and certificates are good.");
      case 502 ->
          meaning(
              "what is behind it gave it no proper answer, which is no fault of TLS at the gateway",
              "Look at the service behind the gateway and at the way to it: the gateway, its handshake and its certificates are good.");
      case 503 ->
          meaning(
              "it is overloaded or down for a while%s, which is no fault of TLS"
                  .formatted(patience(answer)),
              "Look at the server's load and at what it depends on: it says itself that it cannot serve now; handshake and certificates are good.");
      case 504 ->
          meaning(
              "what is behind it did not answer in time, which is no fault of TLS at the gateway",
              "Look at the service behind the gateway and at the way to it, and compare the gateway's timeout with that of its callers: handshake and certificates are good.");
      default -> Optional.empty();
    };
  }

  private static StatusMeaning missing(Optional<StatusMeaning> load, String why) {
    String clause = "the request bore no access token (" + why + ")";
    return load.map(some -> new StatusMeaning(some.clause + "; " + clause, some.remedy))
        .orElse(new StatusMeaning(clause, TOKEN_ENDPOINT));
  }

  private static Optional<StatusMeaning> withoutToken(HttpAnswer answer) {
    return answer.status() == 401
        ? meaning(
            "it wants other credentials in HTTP, and no other certificate",
            "Give the request what the server wants, as `oauth` or `headers` under `http`, or expect 401: handshake and certificates are good.")
        : Optional.empty();
  }

  private static Optional<StatusMeaning> withheld(HttpAnswer answer) {
    return answer.status() == 401
        ? meaning(
            "the request bore no access token, since tls.verify is false and the server not verified",
            "Have the server verified (`tls.verify: true`), since access tokens are sent to no other; or expect 401.")
        : Optional.empty();
  }

  private static Optional<StatusMeaning> withToken(HttpAnswer answer) {
    String error = answer.tokenError().map(word -> " (" + word + ")").orElse("");
    return switch (answer.status()) {
      case 401 ->
          meaning(
              "it refused the access token that the request bore%s, not the certificate"
                  .formatted(error),
              "Compare what the server asks of an access token (issuer, audience, scope) with what the client under `http.oauth` is issued: handshake and certificates are good.");
      case 403 ->
          meaning(
              "it does not allow this with the access token that the request bore%s"
                  .formatted(error),
              "Give the client under `http.oauth` the scope or the role that the server asks for: handshake and certificates are good.");
      default -> Optional.empty();
    };
  }

  private static String patience(HttpAnswer answer) {
    return answer
        .retryAfter()
        .map(after -> " and asks for " + Wording.span(after) + " of patience")
        .orElse("");
  }

  private static Optional<StatusMeaning> meaning(String clause, String remedy) {
    return Optional.of(new StatusMeaning(clause, remedy));
  }
}
