package dev.handshake.outgoing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What a token endpoint says (RFC 6749, sections 5.1 and 5.2). */
sealed interface TokenAnswer {
  /** A token, and how long it is good for. */
  record Issued(String text, Duration lifetime) implements TokenAnswer {
    @Override
    public String toString() {
      return "Issued[<secret>, " + lifetime + "]";
    }
  }

  /** No token. */
  record Failed(TokenFault fault) implements TokenAnswer {}

  /** Where no lifetime is told, it may be short. */
  Duration UNTOLD = Duration.ofMinutes(5);

  long MOST_SECONDS = Duration.ofDays(30).toSeconds();

  /** More than any token needs: it is read on an event loop, and sent with each request. */
  int LONGEST = 32 << 10;

  /** The errors of RFC 6749; what else stands there is not repeated, it may be anything. */
  Set<String> ERRORS =
      Set.of(
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope");

  static TokenAnswer of(CallFault fault) {
    return new Failed(new TokenFault.NoAnswer(fault));
  }

  static TokenAnswer of(Reply reply, Instant now) {
    return switch (reply.status()) {
      case 200 -> issued(json(reply));
      case 400, 401 -> {
        String error = json(reply).path("error").asText();
        yield new Failed(
            new TokenFault.Refused(reply.status(), ERRORS.contains(error) ? error : ""));
      }
      default -> new Failed(new TokenFault.UnexpectedStatus(reply.status(), reply.retryAfter(now)));
    };
  }

  private static TokenAnswer issued(JsonNode answer) {
    JsonNode token = answer.path("access_token");
    if (!token.isTextual()) {
      return malformed("bears no token");
    }
    if (!token.textValue().matches("[\\x21-\\x7e]+")) {
      return malformed("bears a token that fits no header");
    }
    return answer.path("token_type").asText().equalsIgnoreCase("bearer")
        ? new Issued(token.textValue(), lifetime(answer.path("expires_in").asLong()))
        : malformed("bears a token that is no bearer token");
  }

  private static TokenAnswer malformed(String why) {
    return new Failed(new TokenFault.Malformed(why));
  }

  private static Duration lifetime(long seconds) {
    return seconds <= 0 ? UNTOLD : Duration.ofSeconds(Math.min(seconds, MOST_SECONDS));
  }

  /** The body as JSON; missing where it is none, or too long for a token. */
  private static JsonNode json(Reply reply) {
    try {
      return reply.body().length() > LONGEST
          ? MissingNode.getInstance()
          : JsonText.read(reply.body());
    } catch (IOException noJson) {
      return MissingNode.getInstance();
    }
  }
}
