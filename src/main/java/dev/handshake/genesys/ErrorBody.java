package dev.handshake.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.handshake.outgoing.AccessToken;
import dev.handshake.outgoing.JsonText;
import dev.handshake.outgoing.Reply;
import dev.handshake.report.Printable;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the API says of a request that it did not grant; every part of it may be absent.
 *
 * @param code such as {@code missing.any.permissions}
 * @param message for people, escaped and cut
 * @param permissions that the message names
 * @param correlation under which the platform knows the request
 */
record ErrorBody(
    Optional<String> code,
    Optional<String> message,
    Optional<String> permissions,
    Optional<String> correlation) {
  private static final Pattern BRACKETED = Pattern.compile("\\[([A-Za-z0-9:_.,* -]{1,500})]");
  private static final int LONGEST_BODY = 64 << 10;
  private static final int LONGEST_MESSAGE = 200;
  private static final int BEGINNING = 12;

  /** Reads an answer; should it repeat the token to us, that goes no further. */
  static ErrorBody of(Reply reply, AccessToken token) {
    JsonNode body = body(reply);
    Optional<String> message =
        text(body, "message")
            .map(words -> words.replace(token.text(), "<secret>"))
            .filter(words -> !words.contains(beginning(token)));
    return new ErrorBody(
        text(body, "code").filter(word -> word.matches("[a-z0-9._-]{1,64}") && silent(word, token)),
        message.map(words -> Printable.cut(words, LONGEST_MESSAGE)),
        message.map(BRACKETED::matcher).filter(Matcher::find).map(found -> found.group(1)),
        reply
            .header("ININ-Correlation-Id")
            .or(() -> text(body, "contextId"))
            .filter(id -> id.matches("[A-Za-z0-9._-]{1,64}") && silent(id, token)));
  }

  /** Whoever repeats a token may have cut it. */
  private static String beginning(AccessToken token) {
    return token.text().substring(0, Math.min(token.text().length(), BEGINNING));
  }

  /** Whether it tells nothing of the token, whole or but for its end. */
  private static boolean silent(String word, AccessToken token) {
    return !word.contains(token.text()) && !token.text().contains(word);
  }

  /** The same without what is meant for people. */
  ErrorBody withoutMessage() {
    return new ErrorBody(code, Optional.empty(), Optional.empty(), correlation);
  }

  /** One clause: the code and what the message says, or the status alone. */
  String detail(int status) {
    return "HTTP status "
        + status
        + code.map(word -> ", " + word).orElse("")
        + permissions
            .map(missing -> ", needs " + missing)
            .or(() -> message.map(words -> ": " + words))
            .orElse("")
        + correlation.map(id -> ", correlation id " + id).orElse("");
  }

  private static Optional<String> text(JsonNode body, String field) {
    return Optional.of(body.path(field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> !text.isBlank());
  }

  private static JsonNode body(Reply reply) {
    if (reply.body().length() > LONGEST_BODY) {
      return MissingNode.getInstance();
    }
    try {
      return JsonText.read(reply.body());
    } catch (IOException noJson) {
      return MissingNode.getInstance();
    }
  }
}
