package dev.handshake.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The API host's paths, each behind a bearer token, the rate limit and, where it wants one, a
 * permission. All others are not found, whoever asks.
 */
final class PlatformRoutes {
  /** For paths that any client may ask. */
  static final String NO_PERMISSION = "";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String BEARER = "bearer ";
  private static final String NOBODY = "(nobody)";

  private final Router router;
  private final PlatformTokens tokens;
  private final PlatformLimits limits;

  PlatformRoutes(Router router, PlatformTokens tokens, PlatformLimits limits) {
    this.router = router;
    this.tokens = tokens;
    this.limits = limits;
    router.route().handler(this::limit);
    router.errorHandler(404, PlatformReplies::notFound);
    router.errorHandler(405, PlatformReplies::notFound);
    router.errorHandler(
        413, context -> PlatformReplies.error(context, 413, "bad.request", "Too large."));
  }

  void get(String path, String permission, Handler<RoutingContext> handler) {
    on(HttpMethod.GET, path, permission, handler);
  }

  /** A path to which JSON is posted. */
  void post(String path, String permission, BiConsumer<RoutingContext, JsonNode> handler) {
    on(
        HttpMethod.POST,
        path,
        permission,
        context -> {
          String type = Optional.ofNullable(context.request().getHeader("Content-Type")).orElse("");
          if (!type.startsWith(PlatformReplies.JSON)) {
            PlatformReplies.error(
                context, 415, "unsupported.media.type", "The content type is not supported.");
            return;
          }
          try {
            handler.accept(context, MAPPER.readTree(body(context)));
          } catch (JsonProcessingException noJson) {
            PlatformReplies.error(context, 400, "bad.request", "The request body is not JSON.");
          }
        });
  }

  private static String body(RoutingContext context) {
    return Optional.ofNullable(context.body().asString()).orElse("");
  }

  void on(HttpMethod method, String path, String permission, Handler<RoutingContext> handler) {
    router.route(method, path).handler(context -> guarded(context, permission, handler));
  }

  /** The bearer token of a request, whether it is good or not. */
  static Optional<String> token(RoutingContext context) {
    String header = Optional.ofNullable(context.request().getHeader("Authorization")).orElse("");
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  private Optional<PlatformTokens.Grant> grant(RoutingContext context) {
    return token(context).flatMap(tokens::grant);
  }

  private void limit(RoutingContext context) {
    Optional<PlatformTokens.Grant> grant = grant(context);
    PlatformLimits.Standing standing =
        limits.take(grant.map(PlatformTokens.Grant::client).orElse(NOBODY));
    HttpServerResponse response = context.response();
    response.putHeader("inin-ratelimit-count", Integer.toString(standing.count()));
    response.putHeader("inin-ratelimit-allowed", Integer.toString(standing.allowed()));
    response.putHeader("inin-ratelimit-reset", Long.toString(standing.reset()));
    if (grant.isPresent() && standing.exceeded()) {
      PlatformReplies.tooMany(context, standing.reset());
    } else {
      context.next();
    }
  }

  private void guarded(RoutingContext context, String permission, Handler<RoutingContext> handler) {
    Optional<PlatformTokens.Grant> grant = grant(context);
    if (token(context).isEmpty()) {
      PlatformReplies.error(
          context,
          401,
          "authentication.required",
          "No authentication bearer token specified in authorization header.");
    } else if (grant.isEmpty()) {
      PlatformReplies.error(context, 401, "bad.credentials", "Invalid login credentials.");
    } else if (tokens.expired(grant.get())) {
      PlatformReplies.error(context, 401, "credentials.expired", "The credentials are expired.");
    } else if (!permission.isEmpty() && !tokens.may(grant.get(), permission)) {
      PlatformReplies.error(
          context,
          403,
          "missing.any.permissions",
          "Unable to perform the requested action. You must have at least one of the following"
              + " permissions assigned: ["
              + permission
              + "]");
    } else {
      handler.handle(context);
    }
  }
}
