package dev.handshake.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** Answers as the platform words them: its error bodies, its correlation id, its headers. */
final class PlatformReplies {
  static final String JSON = "application/json";

  /** Under which a request carries its correlation id. */
  static final String CORRELATION = "correlation";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PlatformReplies() {}

  static void json(RoutingContext context, JsonNode body) {
    json(context, 200, body);
  }

  static void json(RoutingContext context, int status, JsonNode body) {
    send(context, status, JSON, Buffer.buffer(body.toString()));
  }

  /** Sends an answer, in the way in which the request's fault bends it. */
  static void send(RoutingContext context, int status, String type, Buffer body) {
    context.response().setStatusCode(status).putHeader("Content-Type", type);
    PlatformFault fault = context.get(PlatformFront.BENDING);
    if (fault == null) {
      var _ = context.response().end(body);
    } else {
      PlatformBending.send(context, fault, body);
    }
  }

  /** An error body of {@code api.*}. */
  static void error(RoutingContext context, int status, String code, String message) {
    json(context, status, errorBody(context, status, code, message));
  }

  private static ObjectNode errorBody(
      RoutingContext context, int status, String code, String message) {
    String correlation = context.get(CORRELATION);
    ObjectNode body = NODES.objectNode();
    body.put("message", message).put("code", code).put("status", status);
    body.put("contextId", correlation);
    body.putArray("details");
    body.putArray("errors");
    return body;
  }

  static void notFound(RoutingContext context) {
    error(context, 404, "not.found", "The requested resource was not found.");
  }

  static void invalidValue(RoutingContext context, String field, String value) {
    ObjectNode body =
        errorBody(
            context,
            400,
            "invalid.value",
            "Value [" + value + "] is not valid for field type [" + field + "].");
    body.putObject("messageParams").put("field", field).put("value", value);
    json(context, 400, body);
  }

  /** That there were too many requests, in the form that the platform has had since 2021. */
  static void tooMany(RoutingContext context, long seconds) {
    context.response().putHeader("Retry-After", Long.toString(seconds));
    error(
        context,
        429,
        "too.many.requests.retry.after",
        "Rate limit exceeded the maximum. Retry the request in [" + seconds + "] seconds");
  }

  /** A failure of the platform's own; what stands in front of it answers 502 with a page. */
  static void failure(RoutingContext context, int status, Optional<Duration> retryAfter) {
    if (status == 429) {
      if (retryAfter.isPresent()) {
        tooMany(context, retryAfter.get().toSeconds());
      } else {
        error(context, 429, "too.many.requests", "Rate limit exceeded the maximum.");
      }
      return;
    }
    retryAfter.ifPresent(
        wait -> context.response().putHeader("Retry-After", Long.toString(wait.toSeconds())));
    switch (status) {
      case 502 ->
          send(
              context,
              502,
              "text/html",
              Buffer.buffer("<html><head><title>502 Bad Gateway</title></head></html>\r\n"));
      case 503 ->
          error(context, 503, "service.unavailable", "The service is temporarily unavailable.");
      case 504 -> error(context, 504, "request.timeout", "The request timed out.");
      default ->
          error(
              context,
              status,
              "internal.server.error",
              "The server encountered an unexpected condition.");
    }
  }
}
