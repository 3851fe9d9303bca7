package dev.handshake.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** What every request has to pass before it is answered, and what every answer carries. */
final class Gate {
  /** Nothing that we take has a body worth the name. */
  private static final int MOST_BODY = 1 << 16;

  /** Methods that change nothing (RFC 9110, section 9.2.1). */
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final InstantSource clock;
  private final Doorkeeper doorkeeper;
  private volatile WebFile file = WebFile.NONE;
  private volatile Optional<Bucket> bucket = Optional.empty();

  Gate(Vertx vertx, InstantSource clock) {
    this.clock = clock;
    this.doorkeeper = new Doorkeeper(vertx);
  }

  /** Goes on by another web file; a rate limit that stays the same stays as full as it is. */
  void become(WebFile other) {
    file = other;
    Optional<RateLimit> before = bucket.map(Bucket::limit);
    if (!before.equals(other.rate())) {
      bucket = other.rate().map(limit -> new Bucket(limit, clock.instant()));
    }
  }

  void pass(RoutingContext context) {
    HttpServerRequest request = context.request();
    WebFile current = file;
    carry(context.response(), current);
    bound(context);
    if (bucket.isPresent() && !bucket.get().take(clock.instant())) {
      WebServer.text(context, 429, "too many requests\n");
    } else if (!SAFE.contains(request.method()) && isForeign(request)) {
      WebServer.text(context, 403, "this page may not be told so by another\n");
    } else if (current.users().isEmpty()) {
      context.next();
    } else {
      ask(context, current);
    }
  }

  Future<Void> close() {
    return doorkeeper.close();
  }

  private static void carry(HttpServerResponse response, WebFile current) {
    response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "deny")
        .putHeader("Content-Security-Policy", Html.POLICY)
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
    current.headers().forEach(response::putHeader);
  }

  private void ask(RoutingContext context, WebFile current) {
    doorkeeper
        .ask(context.request(), current.users())
        .onFailure(context::fail)
        .onSuccess(answer -> {
          switch (answer) {
            case WELCOME -> context.next();
            case UNKNOWN -> {
              context.response().putHeader(HttpHeaderNames.WWW_AUTHENTICATE, "Basic");
              WebServer.text(context, 401, "unauthorized\n");
            }
            case BUSY -> {
              context.response().putHeader(HttpHeaderNames.RETRY_AFTER, "1");
              WebServer.text(context, 503, "too many passwords wait to be tried\n");
            }
          }
        });
  }

  /** A body is read past, and only so much of it. */
  private static void bound(RoutingContext context) {
    int[] read = {0};
    context
        .request()
        .handler(part -> {
          read[0] += part.length();
          if (read[0] > MOST_BODY) {
            Rendering.cutOff(context);
          }
        });
  }

  /**
   * Whether a browser says that a page of somebody else's makes it ask (Fetch Metadata; else RFC
   * 6454, section 7). Other clients say nothing of the kind.
   */
  private static boolean isForeign(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader(HttpHeaderNames.ORIGIN);
    return origin != null
        && (request.authority() == null
            || !origin.substring(origin.indexOf("//") + 2).equals(request.authority().toString()));
  }
}
